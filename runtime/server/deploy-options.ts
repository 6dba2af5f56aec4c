/** The options of `patchbay deploy`. */
import { type Command, Option } from 'commander'

export interface DeployOptions {
  to: string
  tokenEnv: string
  ca?: string
  within: string
  types: boolean
  dryRun?: boolean
  yes?: boolean
  rollback?: boolean
}

export function addDeployOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--to <url>', 'the admin API of the server, as in https://host:9443')
        .env('PATCHBAY_DEPLOY_TO')
        .makeOptionMandatory(),
    )
    .option('--token-env <name>', 'which variable holds the token', 'PATCHBAY_ADMIN_TOKEN')
    .addOption(
      new Option(
        '--ca <file>',
        "PEM of what the server's certificate must lead to; a self-signed one is its own",
      ).env('PATCHBAY_DEPLOY_CA'),
    )
    .option('--within <seconds>', 'how long each process may take to get ready', '30')
    .option('--no-types', 'leave the type check of services out')
    .option('--dry-run', 'show what would change, and change nothing')
    .option('-y, --yes', 'do not ask')
    .option('--rollback', 'go back to what ran before; the project is not looked at')
}
