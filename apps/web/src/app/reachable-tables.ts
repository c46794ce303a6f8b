/**
 * Lets the keyboard scroll every table that is wider or longer than its place, also one whose rows hold nothing that
 * takes the focus (WCAG 2.1, 2.1.1). antd gives its scrolling element no property of ours, so it is watched for.
 */
export function keepTablesReachable(): void {
  let isAsked = false
  const ask = () => {
    if (isAsked) return
    isAsked = true
    // Before the next picture, when the browser lays the page out anyway.
    requestAnimationFrame(() => {
      isAsked = false
      for (const box of document.querySelectorAll('.ant-table-content, .ant-table-body')) mark(box)
    })
  }
  new MutationObserver(ask).observe(document.body, { childList: true, subtree: true, characterData: true })
  window.addEventListener('resize', ask)
}

function mark(box: Element): void {
  const overflows = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight
  if (overflows) box.setAttribute('tabindex', '0')
  else box.removeAttribute('tabindex')
}
