import type { Message } from '../message/message.ts'

/** Where messages leave a node. A message alone leaves by `out`: nearly all do, and need no list made for them. */
export type Outputs = Message | readonly { port: string; message: Message }[]
