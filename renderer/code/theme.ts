/** The editor's colours, taken from the window's own tokens so that the two cannot differ. */
import { editor } from './monaco.ts'

type Shade = 'dark' | 'light'
type Contrast = 'usual' | 'more'
export type ThemeName = `patchbay-${Shade}-${Contrast}`

/** Reads the tokens of all themes from the style sheets, whichever is on. */
export function defineThemes(): void {
  for (const theme of ['dark', 'light'] as const) {
    for (const contrast of ['usual', 'more'] as const) {
      const probe = document.createElement('div')
      probe.dataset.theme = theme
      probe.dataset.contrast = contrast
      document.body.append(probe)
      define(theme, contrast, getComputedStyle(probe))
      probe.remove()
    }
  }
}

export function themeName(): ThemeName {
  const { theme, contrast } = document.documentElement.dataset
  return `patchbay-${theme === 'light' ? 'light' : 'dark'}-${contrast === 'more' ? 'more' : 'usual'}`
}

/** Keeps the editor's theme equal to the window's; returns the undoing. */
export function keepEditorTheme(): () => void {
  const put = () => editor.setTheme(themeName())
  put()
  const watcher = new MutationObserver(put)
  watcher.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-contrast'] })
  return () => watcher.disconnect()
}

const bases = {
  dark: { usual: 'vs-dark', more: 'hc-black' },
  light: { usual: 'vs', more: 'hc-light' },
} as const

function define(theme: Shade, contrast: Contrast, style: CSSStyleDeclaration): void {
  const colour = (token: string) => style.getPropertyValue(`--${token}`).trim()
  const foreground = (token: string) => colour(token).slice(1)
  editor.defineTheme(`patchbay-${theme}-${contrast}`, {
    base: bases[theme][contrast],
    inherit: true,
    rules: [
      { token: '', foreground: foreground('ink') },
      { token: 'keyword', foreground: foreground('out') },
      { token: 'type', foreground: foreground('chan') },
      { token: 'type.identifier', foreground: foreground('chan') },
      { token: 'string', foreground: foreground('block') },
      { token: 'string.escape', foreground: foreground('err') },
      { token: 'regexp', foreground: foreground('block') },
      { token: 'number', foreground: foreground('svc') },
      { token: 'comment', foreground: foreground('ink3') },
      { token: 'delimiter', foreground: foreground('ink2') },
      { token: 'identifier', foreground: foreground('ink') },
      { token: 'string.key.json', foreground: foreground('svc') },
      { token: 'string.value.json', foreground: foreground('block') },
      { token: 'tag', foreground: foreground('chan') },
      { token: 'attribute.name', foreground: foreground('svc') },
      { token: 'attribute.value', foreground: foreground('block') },
    ],
    colors: {
      'editor.background': colour('panel'),
      'editor.foreground': colour('ink'),
      'editorLineNumber.foreground': colour('ink3'),
      'editorLineNumber.activeForeground': colour('ink'),
      'editor.lineHighlightBackground': colour('hover'),
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': colour('sel'),
      'editorCursor.foreground': colour('accent'),
      'editorIndentGuide.background1': colour('line'),
      'editorIndentGuide.activeBackground1': colour('line2'),
      'editorWidget.background': colour('raised'),
      'editorWidget.border': colour('line2'),
      'editorSuggestWidget.background': colour('raised'),
      'editorSuggestWidget.border': colour('line2'),
      'editorSuggestWidget.selectedBackground': colour('sel'),
      'editorSuggestWidget.selectedForeground': colour('ink'),
      'editorSuggestWidget.highlightForeground': colour('accent'),
      'editorHoverWidget.background': colour('raised'),
      'editorHoverWidget.border': colour('line2'),
      'editorError.foreground': colour('err'),
      'editorWarning.foreground': colour('warn'),
      'editorOverviewRuler.errorForeground': colour('err'),
      'editorOverviewRuler.warningForeground': colour('warn'),
      'editorGutter.background': colour('panel'),
      'scrollbar.shadow': '#00000000',
      'scrollbarSlider.background': `${colour('line2')}b0`,
      'scrollbarSlider.hoverBackground': colour('ink3'),
      'input.background': colour('bg'),
      'input.border': colour('line2'),
      focusBorder: colour('accent'),
      'menu.background': colour('raised'),
      'menu.foreground': colour('ink'),
      'menu.selectionBackground': colour('sel'),
      'menu.selectionForeground': colour('ink'),
    },
  })
}
