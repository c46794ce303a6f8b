export interface FeedWarning {
  id: string
  title: string
  summary: string
  time: string
}

/** The entries of an Atom feed (RFC 4287 section 4.1.2), newest first as they come. */
export function readFeed(xml: string): FeedWarning[] {
  const feed = new DOMParser().parseFromString(xml, 'application/xml')
  return [...feed.getElementsByTagName('entry')].map((entry) => {
    const text = (name: string) => entry.getElementsByTagName(name)[0]?.textContent ?? ''
    return { id: text('id'), title: text('title'), summary: text('summary'), time: text('updated') }
  })
}
