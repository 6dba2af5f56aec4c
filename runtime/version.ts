/** The version of package.json; the bundler puts it in place of the name. */
declare const PATCHBAY_VERSION: string | undefined

export const version = typeof PATCHBAY_VERSION === 'string' ? PATCHBAY_VERSION : 'dev'
