/** Tests against a real vsftpd: skipped where it cannot run, and then the reason stands in the report. */
import { afterAll, beforeAll, describe } from 'vitest'
import { startVsftpd, type Vsftpd, type VsftpdOptions, whyNoVsftpd } from '../peers/vsftpd.ts'

/** @param tests Handed a function, because the server starts after the tests have been collected. */
export function withVsftpd(
  name: string,
  tests: (server: () => Vsftpd) => void,
  options: VsftpdOptions = {},
): void {
  const reason = whyNoVsftpd === undefined ? '' : ` (${whyNoVsftpd})`
  describe.skipIf(whyNoVsftpd !== undefined)(`${name}${reason}`, () => {
    let server: Vsftpd | undefined
    beforeAll(async () => {
      server = await startVsftpd(options)
    })
    afterAll(() => server?.close())
    tests(() => {
      if (!server) throw new Error('vsftpd has not been started.')
      return server
    })
  })
}
