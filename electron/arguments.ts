/**
 * What the window may say to each method of the shell. Whatever does not fit is refused before anything is done:
 * a page that was taken over must not reach further than the designer does.
 */
import { isAbsolute } from 'node:path'
import * as z from 'zod'
import { exportTargets } from '../runtime/model/export.ts'
import { Failure } from '../runtime/model/failure.ts'
import { type Desktop, keyPresets, themes } from './desktop.ts'
import { isProjectPath } from './project-path.ts'

const mebibyte = 1024 * 1024

const folder = z.string().max(4096).refine(isAbsolute, 'must be an absolute path')
const name = z.string().trim().min(1).max(200)
// JSON has no place of its own for that one name.
const secretName = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text !== '__proto__', 'is not a name')
const file = z.strictObject({
  path: z.string().max(1024).refine(isProjectPath, 'is not the path of a file of a project'),
  text: z
    .string()
    .max(32 * mebibyte)
    .optional(),
})
const keys = z.string().min(1).max(60)
const settings = z.strictObject({
  theme: z.enum(themes).optional(),
  scale: z.number().min(0.5).max(3).optional(),
  motion: z.enum(['system', 'reduced']).optional(),
  keys: z
    .strictObject({
      preset: z.enum(keyPresets),
      own: z.record(z.string().max(200), z.array(keys).max(10)),
    })
    .optional(),
  tour: z.strictObject({ step: z.number().int().min(0).max(100), isOver: z.boolean() }).optional(),
  autoDeploy: z.boolean().optional(),
  layout: z.record(z.string(), z.unknown()).optional(),
})

const none = z.tuple([])

const schemas = {
  currentProject: none,
  openProject: z.tuple([folder.optional()]),
  createProject: z.tuple([
    z.strictObject({ name, sample: z.string().max(100), folder: folder.optional() }),
  ]),
  openSample: z.tuple([z.string().max(100)]),
  recentProjects: none,
  samples: none,
  saveFiles: z.tuple([z.array(file).max(10_000)]),
  revealFolder: none,
  previewExport: z.tuple([z.enum(exportTargets)]),
  exportProject: z.tuple([
    z.strictObject({ target: z.enum(exportTargets), replace: z.boolean().optional() }),
  ]),
  revealExport: none,
  projectPast: none,
  otherProject: z.tuple([
    z.union([
      z.strictObject({ commit: z.string().min(1).max(200) }),
      z.strictObject({ folder: folder.optional() }),
    ]),
  ]),
  setSecret: z.tuple([secretName, z.string().max(64 * 1024)]),
  removeSecret: z.tuple([secretName]),
  secretProtection: none,
  runtimeState: none,
  startRuntime: none,
  stopRuntime: none,
  restartRuntime: none,
  settings: none,
  changeSettings: z.tuple([settings]),
  versions: none,
  copyText: z.tuple([z.string().max(64 * mebibyte)]),
  openExternal: z.tuple([z.url({ protocol: /^(https?|mailto)$/ }).max(4096)]),
  announce: z.tuple([z.string().max(4000)]),
  showKeys: z.tuple([z.record(z.string().max(200), keys)]),
} satisfies Record<keyof Desktop, z.ZodType<readonly unknown[]>>

/** The arguments as the method takes them. CONTROL_BAD_ARGUMENT says which is wrong; a value is never repeated. */
export function checkArguments<K extends keyof Desktop>(
  method: K,
  args: readonly unknown[],
): Parameters<Desktop[K]> {
  const parsed = schemas[method].safeParse(args)
  if (parsed.success) return parsed.data as Parameters<Desktop[K]>
  const issue = parsed.error.issues[0]
  const path = issue?.path.join('.') ?? ''
  throw new Failure('CONTROL_BAD_ARGUMENT', `${method}: argument ${path} ${issue?.message}`, {
    details: { method, path },
  })
}
