import { type RefObject, useEffect, useRef, useState } from 'react'

/** Whether a key press belongs to a field one writes in, or to a dialog. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true
  const target = event.target
  return (
    target instanceof HTMLElement &&
    (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.isContentEditable ||
      target.closest('[role="dialog"]') !== null)
  )
}

interface ListKeys {
  rows: number
  onOpen: (index: number) => void
  search: RefObject<HTMLElement | null>
}

/** `/` goes to the search, `j` and `k` mark a row, Enter opens it. Answers the marked row, −1 when none. */
export function useListKeys({ rows, onOpen, search }: ListKeys): [number, (index: number) => void] {
  const [marked, setMarked] = useState(-1)
  const now = useRef({ rows, onOpen, marked })
  useEffect(() => {
    now.current = { rows, onOpen, marked }
  })
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (isTyping(event)) return
      const { rows, onOpen, marked } = now.current
      if (event.key === '/') {
        event.preventDefault()
        search.current?.querySelector('input')?.focus()
      } else if (event.key === 'j') setMarked(Math.min(rows - 1, marked + 1))
      else if (event.key === 'k') setMarked(Math.max(0, marked - 1))
      else if (event.key === 'Enter' && marked >= 0 && marked < rows && isFree(event)) onOpen(marked)
    }
    document.addEventListener('keydown', act)
    return () => document.removeEventListener('keydown', act)
  }, [search])
  return [marked, setMarked]
}

/** Enter on a link or button does what that link or button says. */
function isFree(event: KeyboardEvent): boolean {
  return !(event.target instanceof HTMLElement && /^(A|BUTTON)$/.test(event.target.tagName))
}
