import { Link } from 'react-router'
import { type ArticleBlock, type ArticleSpan, readBlocks } from './article-blocks.ts'
import styles from './article-text.module.css'

/** The text of an article, drawn from its blocks; nothing of it is HTML. */
export function ArticleText({ body }: { body: string }) {
  return (
    <div className={styles.text}>
      {readBlocks(body).map((block, at) => (
        // Blocks have no identity but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: a text is drawn whole
        <Block key={at} block={block} />
      ))}
    </div>
  )
}

function Block({ block }: { block: ArticleBlock }) {
  if (block.kind === 'head')
    return (
      <h2>
        <Spans spans={block.text} />
      </h2>
    )
  if (block.kind === 'paragraph')
    return (
      <p>
        <Spans spans={block.text} />
      </p>
    )
  return (
    <ul>
      {block.items.map((spans, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text is drawn whole
        <li key={at}>
          <Spans spans={spans} />
        </li>
      ))}
    </ul>
  )
}

function Spans({ spans }: { spans: ArticleSpan[] }) {
  return spans.map(({ words, link }, at) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: a text is drawn whole
    if (!link) return <span key={at}>{words}</span>
    return link.startsWith('/') ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a text is drawn whole
      <Link key={at} to={link}>
        {words}
      </Link>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a text is drawn whole
      <a key={at} href={link} rel="noreferrer">
        {words}
      </a>
    )
  })
}
