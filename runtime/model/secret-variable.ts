/** Where the value of a secret stands in the environment of a server. */

/** `my.ftp.password` -> `PATCHBAY_SECRET_MY_FTP_PASSWORD`. */
export function secretVariable(secret: string): string {
  return `PATCHBAY_SECRET_${secret.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()}`
}

/** `my.ftp.password` is a file of this name; what a file system or a platform may not like becomes `_`: `my key` -> `my_key`. */
export function secretFileName(secret: string): string {
  const name = secret.replace(/[^A-Za-z0-9._-]/g, '_')
  return /^\.*$/.test(name) ? `_${name}` : name
}
