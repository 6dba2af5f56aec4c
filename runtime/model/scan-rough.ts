/**
 * The names of the services in a text that does not parse, so that a flow does not lose its services while somebody
 * types. A guess by pattern: good enough to keep a name known, never used to run anything.
 */
import type { ServiceFile } from './project.ts'
import type { ServiceInfo } from './service.ts'
import { kebabOf } from './words.ts'

const heading =
  /^[ \t]*(export\s+(?:default\s+)?)?(abstract\s+)?class\s+([\w$]+)\s+extends\s+(?:[\w$]+\.)?([\w$]+)/gm
const naming =
  /\bstatic\s+(?:readonly\s+|override\s+)*serviceName\s*(?::\s*string\s*)?=\s*(['"`])([^'"`\n]+)\1/

export function roughScan({ path, source }: ServiceFile): ServiceInfo[] {
  const headings = [...source.matchAll(heading)]
  const bases = new Set(['Service'])
  return headings.flatMap((match, index) => {
    const [, exporting, abstract, className = '', base = ''] = match
    const name = naming.exec(source.slice(match.index, headings[index + 1]?.index))?.[2]
    if (name === undefined && !bases.has(base)) return []
    bases.add(className)
    return {
      name: name ?? kebabOf(className),
      className,
      path,
      line: source.slice(0, match.index).split('\n').length,
      input: [],
      output: [],
      uses: [],
      isGuess: true,
      exported: exporting !== undefined && abstract === undefined,
    }
  })
}
