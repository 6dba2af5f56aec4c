/** One open REST channel: its fields in the units the code works in, and what it has in hand. */
import type { Format } from '../../message/format.ts'
import { Failure } from '../../model/failure.ts'
import type { Spec } from '../connector.ts'
import { Admission } from './admission.ts'
import { type Cors, corsOf } from './cors.ts'
import { type Path, parsePath } from './path.ts'

export interface RestChannel {
  readonly name: string
  /** `ANY` or a method. */
  readonly method: string
  readonly path: Path
  readonly format: Format
  /** Bytes, after decompression. */
  readonly maxSize: number
  /** Milliseconds. */
  readonly timeout: number
  readonly maxConcurrent: number
  readonly replyContentType: string | undefined
  readonly cors: Cors | undefined
  readonly admission: Admission
  /** Requests begun and not answered yet. */
  inHand: number
}

/** The fields were checked against the definition, and have their defaults. @throws Failure CHANNEL_PATH_TAKEN for a path that cannot be served. */
export function openRestChannel(
  spec: Spec,
  admission = new Admission(spec, undefined),
): RestChannel {
  const { name, values } = spec
  return {
    name,
    method: text(values.method, 'ANY'),
    path: pathOf(name, text(values.path, '/')),
    format: text(values.dataFormat, 'none') as Format,
    maxSize: Math.round(number(values.maxSize, 10) * 1024 * 1024),
    timeout: Math.round(number(values.timeout, 30) * 1000),
    maxConcurrent: number(values.maxConcurrent, 1000),
    replyContentType: text(values.replyContentType, '') || undefined,
    cors: corsOf(values),
    admission,
    inHand: 0,
  }
}

function pathOf(name: string, path: string): Path {
  try {
    return parsePath(path)
  } catch (error) {
    throw new Failure('CHANNEL_PATH_TAKEN', (error as Error).message, {
      at: { collection: 'channels', name, field: 'path' },
      cause: error,
    })
  }
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
