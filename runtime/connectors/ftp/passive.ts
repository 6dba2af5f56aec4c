/**
 * How data connections are opened: EPSV (RFC 2428), else PASV, always to the host of the control connection. Servers
 * behind an address translation answer PASV with an address nobody can reach, and one that sends us elsewhere on purpose
 * is not to be followed; curl does the same.
 */
import {
  type Client,
  enterPassiveModeIPv4,
  enterPassiveModeIPv6,
  type FTPContext,
  type FTPResponse,
} from 'basic-ftp'

/** The way that worked first is kept for the session. */
export function connectPassively(client: Client): void {
  client.prepareTransfer = async (ftp) => {
    try {
      const answer = await enterPassiveModeIPv6(ftp)
      client.prepareTransfer = enterPassiveModeIPv6
      return answer
    } catch (error) {
      // Refused, answered strangely, or kept from us by a firewall: PASV may do. Unless the session itself is gone.
      if (ftp.closed) throw error
    }
    const answer = await enterByPasv(ftp)
    client.prepareTransfer = enterByPasv
    return answer
  }
}

/** basic-ftp connects to whatever address is in the answer, so the answer is made to name the right one. */
function enterByPasv(ftp: FTPContext): Promise<FTPResponse> {
  const withOwnHost = new Proxy(ftp, {
    get: (target, key) =>
      key === 'request'
        ? async (command: string) => ownHost(await target.request(command), target)
        : Reflect.get(target, key, target),
    set: (target, key, value) => Reflect.set(target, key, value, target),
  })
  return enterPassiveModeIPv4(withOwnHost)
}

function ownHost(answer: FTPResponse, ftp: FTPContext): FTPResponse {
  const host = ftp.socket.remoteAddress?.replace(/^::ffff:/i, '')
  // PASV knows only four numbers; over IPv6 what it says is all there is.
  if (host === undefined || !/^[\d.]+$/.test(host)) return answer
  const address = host.replaceAll('.', ',')
  return { ...answer, message: answer.message.replace(/\d+,\d+,\d+,\d+(?=,\d+,\d+)/, address) }
}
