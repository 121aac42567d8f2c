import { z } from 'zod'

// The page's security policy forbids evaluation, so zod must know before the first schema is made.
z.config({ jitless: true })

const { startApp } = await import('./app.tsx')
startApp()
