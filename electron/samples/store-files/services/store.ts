import { Int, Service } from 'patchbay'

/**
 * Stores whatever it is sent as a file on the FTP server, byte for byte.
 *
 * The file is named by the query, `/store?name=photo.jpg`; without one, by the time and the correlation ID.
 */
export class StoreFile extends Service {
  static serviceName = 'store.file'
  static namespace = 'sample'
  static io = { output: ['file', Int('size')] } as const

  async handle() {
    const bytes = this.request.raw
    const file = `/incoming/${this.fileName()}`

    const ftp = this.outgoing.ftp.get('my.ftp')
    await ftp.upload(file, bytes, { makeDir: true })

    this.logger.info(`Stored ${bytes.length} bytes as ${file}`)
    this.response.payload = { file, size: bytes.length }
  }

  /** Only the last part of a name is taken, so that nobody stores anything elsewhere. */
  fileName() {
    const wish = String(this.request.http?.query.name ?? '')
    const name = wish.replace(/^.*[\\/]/, '').replace(/[^\w.-]+/g, '_')
    const time = new Date().toISOString().replace(/[:.]/g, '-')
    return /[^.]/.test(name) ? name : `${time}-${this.cid}.bin`
  }
}
