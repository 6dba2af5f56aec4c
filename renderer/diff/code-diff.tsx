/** The text of an object as it was and as it is: beside each other, or in one. */
import { useEffect, useRef } from 'react'
import { editor } from '../code/monaco.ts'
import { plainOptions } from '../code/plain-options.ts'
import { themeName } from '../code/theme.ts'
import '../code/workshop.ts'

interface Props {
  before: string
  after: string
  language: 'typescript' | 'json'
  sideBySide: boolean
}

export function CodeDiff({ before, after, language, sideBySide }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const shown = useRef<editor.IStandaloneDiffEditor>(undefined)
  useEffect(() => {
    if (!box.current) return
    const models = {
      original: editor.createModel(before, language),
      modified: editor.createModel(after, language),
    }
    const created = editor.createDiffEditor(box.current, {
      ...plainOptions,
      theme: themeName(),
      readOnly: true,
      originalEditable: false,
      renderOverviewRuler: false,
      useInlineViewWhenSpaceIsLimited: false,
      hideUnchangedRegions: { enabled: true },
      originalAriaLabel: 'Before',
      modifiedAriaLabel: 'Now',
    })
    created.setModel(models)
    shown.current = created
    return () => {
      created.dispose()
      models.original.dispose()
      models.modified.dispose()
    }
  }, [before, after, language])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new editor must be told as well
  useEffect(() => {
    shown.current?.updateOptions({ renderSideBySide: sideBySide })
  }, [sideBySide, before, after, language])
  return <div className="diff-code" ref={box} data-testid="diff-code" />
}
