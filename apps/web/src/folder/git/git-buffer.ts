import { Buffer } from 'buffer/'

// isomorphic-git takes Node's Buffer for granted; this must be loaded before it.
Object.assign(globalThis, { Buffer })
