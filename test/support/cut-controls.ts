// Controls that nobody could press, since a part of them lies outside of the window or of a box that does not scroll.
import type { Page } from 'playwright-core'

/** Each by its name; none when all is well. What scrolls into view counts as there. */
export function cutControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const asked = 'button, input, select, textarea, a[href], [role="tab"], [role="treeitem"]'
    const controls = [...document.querySelectorAll<HTMLElement>(asked)]
    // Monaco and the drawing move what they show by themselves.
    const ours = controls.filter((each) => !each.closest('.monaco-editor, .react-flow'))
    return ours.filter(isCut).map((each) => nameOf(each))

    function isCut(control: HTMLElement): boolean {
      const box = control.getBoundingClientRect()
      if (box.width < 2 || box.height < 2 || !control.checkVisibility()) return false
      for (let around = control.parentElement; around; around = around.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(around)
        const scrolls = (overflow: string) => overflow === 'auto' || overflow === 'scroll'
        const edge = around.getBoundingClientRect()
        if (overflowX === 'hidden' && (box.left < edge.left - 1 || box.right > edge.right + 1))
          return true
        if (overflowY === 'hidden' && (box.top < edge.top - 1 || box.bottom > edge.bottom + 1))
          return true
        // Once in a box that scrolls, that box is what must be seen.
        if (scrolls(overflowX) && scrolls(overflowY)) return false
        if (scrolls(overflowY) && box.left >= edge.left - 1 && box.right <= edge.right + 1)
          return false
        if (scrolls(overflowX) && box.top >= edge.top - 1 && box.bottom <= edge.bottom + 1)
          return false
      }
      return (
        box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1
      )
    }

    function nameOf(control: HTMLElement): string {
      const { left, top, right, bottom } = control.getBoundingClientRect()
      const name = control.getAttribute('aria-label') ?? control.textContent ?? ''
      const box = [left, top, right, bottom].map(Math.round).join(' ')
      return `${control.tagName.toLowerCase()}.${control.className} "${name}" at ${box}`
    }
  })
}
