import { describe, expect, it } from 'vitest'
import { readCommandLine } from '../../electron/command-line.ts'

describe('the command line', () => {
  const read = (words: string[], app: string | undefined = '/opt/app') =>
    readCommandLine(['electron', ...words], app, '/home/me')

  it('names the project after the app', () => {
    expect(read(['/opt/app', 'hub'])).toEqual({ project: '/home/me/hub' })
    expect(read(['../../opt/app', '/srv/hub'])).toEqual({ project: '/srv/hub' })
  })

  it('names no project when there is only the app', () => {
    expect(read(['/opt/app'])).toEqual({})
    expect(read(['/opt/app', ''])).toEqual({})
  })

  it('is not confused by switches and debuggers', () => {
    const words = [
      '--inspect=0',
      '-r',
      '/x/loader.js',
      '--no-sandbox',
      '/opt/app',
      '--lang=de',
      'hub',
    ]
    expect(read(words)).toEqual({ project: '/home/me/hub' })
  })

  it('has no app on it when packaged', () => {
    expect(readCommandLine(['patchbay', '--no-sandbox', 'hub'], undefined, '/')).toEqual({
      project: '/hub',
    })
  })
})
