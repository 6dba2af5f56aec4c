/**
 * Markdown as elements. What the lexer reads is turned into React's own elements one by one: no text is ever set as HTML,
 * and HTML in it is shown as what it is, text. Links open in the system's browser.
 */
import { lexer, type Token, type Tokens } from 'marked'
import { Fragment, memo, type ReactNode } from 'react'
import { desktop } from '../desktop.ts'

export const Markdown = memo(function Markdown({ children }: { children: string }) {
  return <div className="markdown">{blocksOf(lexer(children, { gfm: true, breaks: true }))}</div>
})

function blocksOf(tokens: readonly Token[]): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have nothing else to be told apart by
  return tokens.map((token, index) => <Fragment key={index}>{blockOf(token)}</Fragment>)
}

function blockOf(token: Token): ReactNode {
  switch (token.type) {
    case 'heading': {
      const { depth, tokens } = token as Tokens.Heading
      // A heading of a note is none of the window's: it is shown as one and not counted among them.
      return <p className={`heading heading-${Math.min(depth, 3)}`}>{inlineOf(tokens)}</p>
    }
    case 'paragraph':
      return <p>{inlineOf((token as Tokens.Paragraph).tokens)}</p>
    case 'text': {
      const { tokens, text } = token as Tokens.Text
      return tokens ? inlineOf(tokens) : text
    }
    case 'list':
      return listOf(token as Tokens.List)
    case 'blockquote':
      return <blockquote>{blocksOf((token as Tokens.Blockquote).tokens)}</blockquote>
    case 'code':
      return (
        <pre>
          <code>{(token as Tokens.Code).text}</code>
        </pre>
      )
    case 'table':
      return tableOf(token as Tokens.Table)
    case 'hr':
      return <hr />
    case 'space':
    case 'def':
      return null
    default:
      return token.raw
  }
}

function listOf({ ordered, items, start }: Tokens.List): ReactNode {
  const rows = items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <li key={index} className={item.task ? 'task' : undefined}>
      {item.task && (item.checked ? '☑ ' : '☐ ')}
      {blocksOf(item.tokens.filter(({ type }) => type !== 'checkbox'))}
    </li>
  ))
  return ordered ? <ol start={start === '' ? 1 : start}>{rows}</ol> : <ul>{rows}</ul>
}

function tableOf({ header, rows }: Tokens.Table): ReactNode {
  const cells = (row: readonly Tokens.TableCell[], Cell: 'th' | 'td') =>
    row.map(({ tokens }, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Cell key={index}>{inlineOf(tokens)}</Cell>
    ))
  return (
    <table>
      <thead>
        <tr>{cells(header, 'th')}</tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <tr key={index}>{cells(row, 'td')}</tr>
        ))}
      </tbody>
    </table>
  )
}

function inlineOf(tokens: readonly Token[]): ReactNode {
  return tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <Fragment key={index}>{inline(token)}</Fragment>
  ))
}

function inline(token: Token): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inlineOf((token as Tokens.Strong).tokens)}</strong>
    case 'em':
      return <em>{inlineOf((token as Tokens.Em).tokens)}</em>
    case 'del':
      return <del>{inlineOf((token as Tokens.Del).tokens)}</del>
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>
    case 'br':
      return <br />
    case 'link': {
      const { href, tokens } = token as Tokens.Link
      return <Outward href={href}>{inlineOf(tokens)}</Outward>
    }
    case 'image': {
      const { href, text } = token as Tokens.Image
      // The window loads nothing from outside: a picture is a link to it.
      return <Outward href={href}>{text || href}</Outward>
    }
    case 'escape':
    case 'text': {
      const { tokens, text } = token as Tokens.Text
      return tokens ? inlineOf(tokens) : text
    }
    default:
      return token.raw
  }
}

/** Only what the shell would open is a link; anything else (`javascript:`) is its words. */
function Outward({ href, children }: { href: string; children: ReactNode }) {
  if (!/^(https?|mailto):/i.test(href)) return <span title={href}>{children}</span>
  return (
    <a
      href={href}
      className="nodrag"
      onClick={(event) => {
        event.preventDefault()
        void desktop().openExternal(href)
      }}
    >
      {children}
    </a>
  )
}
