/** The text of a new service: runs as it is, and shows where the three things that all services do are done. */
import { classNameOf } from '../../runtime/model/words.ts'

export function serviceTemplate(name: string): string {
  return `import { Service } from 'patchbay'

/** Answers with what it was sent. */
export class ${classNameOf(name)} extends Service {
  static serviceName = '${name.replaceAll("'", "\\'")}'

  async handle() {
    this.response.payload = this.request.payload
  }
}
`
}
