// zod carries its words in fifty languages, a sixth of what `patchbay run` would have to parse when it
// starts. Ours are in English.

/** @type {import('esbuild').Plugin} */
export const englishOnly = {
  name: 'english only',
  setup(build) {
    build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js'",
    }))
  },
}
