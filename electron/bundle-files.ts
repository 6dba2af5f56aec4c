/**
 * What `app://bundle/` answers: the designer's files with their policy, and nothing else on the disk.
 */
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

export const bundleOrigin = 'app://bundle'

/** Monaco needs inline styles and data: images. Nothing needs unsafe-eval. */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "object-src 'none'",
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** 404 for what is not there, is outside of the folder, also by a symbolic link, or is of a type we do not ship. */
export async function answer(
  folder: string,
  request: { url: string; method: string },
): Promise<Response> {
  if (request.method !== 'GET') return new Response(null, { status: 405 })
  const path = pathOf(request.url)
  const type = path === undefined ? undefined : types[extname(path)]
  if (path === undefined || type === undefined) return new Response(null, { status: 404 })
  const body = await readInside(folder, path)
  if (body === undefined) return new Response(null, { status: 404 })
  return new Response(new Uint8Array(body), {
    headers: {
      'Content-Type': type,
      'Content-Security-Policy': contentPolicy,
      'X-Content-Type-Options': 'nosniff',
      // The files change with each build under the same names.
      'Cache-Control': 'no-cache',
    },
  })
}

/** The path under the folder; undefined when the address is not one of ours. */
function pathOf(url: string): string | undefined {
  const { protocol: scheme, host, pathname } = new URL(url)
  if (scheme !== 'app:' || host !== 'bundle') return undefined
  try {
    const path = decodeURIComponent(pathname)
    return /[\0\\]/.test(path) ? undefined : path === '/' ? '/index.html' : path
  } catch {
    return undefined
  }
}

async function readInside(folder: string, path: string): Promise<Buffer | undefined> {
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, path))
    return file.startsWith(root + sep) ? await readFile(file) : undefined
  } catch {
    return undefined
  }
}
