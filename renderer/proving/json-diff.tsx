/** Two texts beside each other, the older at the left. */
import { useEffect, useRef } from 'react'
import { editor } from '../code/monaco.ts'
import { plainOptions } from '../code/plain-options.ts'
import { themeName } from '../code/theme.ts'
import '../code/workshop.ts'

export function JsonDiff({ before, after }: { before: string; after: string }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!box.current) return
    const models = {
      original: editor.createModel(before, 'json'),
      modified: editor.createModel(after, 'json'),
    }
    const created = editor.createDiffEditor(box.current, {
      ...plainOptions,
      theme: themeName(),
      readOnly: true,
      originalEditable: false,
      renderOverviewRuler: false,
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: 420,
      hideUnchangedRegions: { enabled: true },
      originalAriaLabel: 'Before',
      modifiedAriaLabel: 'After',
    })
    created.setModel(models)
    return () => {
      created.dispose()
      models.original.dispose()
      models.modified.dispose()
    }
  }, [before, after])
  return <div className="json-diff" ref={box} />
}
