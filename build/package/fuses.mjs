// Electron's fuses for a packaged app: nothing can turn its executable into a plain Node, by a switch
// or by the environment, and its cookies are encrypted.

/**
 * @param {string} executable
 */
export async function setFusesOf(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    // The app is a folder, so that services find esbuild's binary; integrity is the archive's.
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  })
}
