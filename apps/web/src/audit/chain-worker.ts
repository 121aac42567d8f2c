import { z } from 'zod'

// The page's security policy holds in its workers too, so zod must know before the first schema is made.
z.config({ jitless: true })

const { checkLog } = await import('./check-chain.ts')

const inbox = z.object({ texts: z.array(z.string()) })

const check = (event: MessageEvent<unknown>) => {
  self.postMessage(checkLog(inbox.parse(event.data).texts))
}
self.addEventListener('message', check)
self.postMessage('ready')
