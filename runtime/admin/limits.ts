/** How large what is uploaded may be: a project of any size fits, and nothing that fills a disk or a memory. */
export interface Limits {
  /** Bytes of the archive as it is sent. */
  archive: number
  /** Bytes of all files in it. */
  total: number
  /** Bytes of one file, but the one of the compiled services. */
  file: number
  files: number
  /** How many times its own size an archive may become, once it is more than a mebibyte. */
  ratio: number
}

const mebibyte = 1 << 20

export const usualLimits: Limits = {
  archive: 64 * mebibyte,
  total: 256 * mebibyte,
  file: 4 * mebibyte,
  files: 20_000,
  ratio: 100,
}
