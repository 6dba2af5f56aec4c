/** The files that make a project's folder one that any editor, npm and git work on as it is. Those that are there stay. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { typingsFolder } from '../model/typings.ts'
import { slugOf } from '../model/words.ts'

/** @returns The paths that were made. */
export async function scaffold(folder: string, name: string): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const made: string[] = []
  for (const [path, text] of Object.entries(filesOf(name))) {
    if (await makeFile(join(folder, path), text)) made.push(path)
  }
  return made
}

async function makeFile(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function filesOf(name: string): Record<string, string> {
  return {
    'package.json': json({
      name: slugOf(name),
      version: '0.1.0',
      private: true,
      type: 'module',
      description: `${name}, a Patchbay project`,
    }),
    'tsconfig.json': json({
      compilerOptions: {
        target: 'ES2022',
        lib: ['ES2023'],
        module: 'ESNext',
        moduleResolution: 'bundler',
        moduleDetection: 'force',
        allowImportingTsExtensions: true,
        isolatedModules: true,
        noEmit: true,
        resolveJsonModule: true,
        skipLibCheck: true,
        strict: true,
        types: ['node'],
        typeRoots: [`./${typingsFolder}/@types`, './node_modules/@types'],
        paths: {
          patchbay: [`./${typingsFolder}/patchbay/index.d.ts`],
          'undici-types': [`./${typingsFolder}/undici-types/index.d.ts`],
        },
      },
      include: ['services', `${typingsFolder}/project.d.ts`, `${typingsFolder}/services`],
    }),
    '.gitignore': 'node_modules/\n.patchbay/\n',
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
