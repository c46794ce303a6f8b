import { type PublishedArticle, rateArticle, readPublished } from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { ArticleText } from '../../../capabilities/services/article-text.tsx'
import portal from '../portal.module.css'
import styles from './publicity.module.css'
import { publicityTexts } from './publicity.texts.ts'

/** One published article. */
export function ArticlePage() {
  const { id = '' } = useParams()
  const read = useRead(readPublished, { params: { id }, query: {} }, { staleMs: 300_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <Shown article={read.data} /> : <Loading />
}

function Shown({ article }: { article: PublishedArticle }) {
  const texts = useTexts(publicityTexts)
  const { content } = article
  return (
    <article>
      <h1>{content.title}</h1>
      <p className={styles.meta}>
        <span>
          {texts.published} {formatTime(article.publishedTime)}
        </span>
        {article.organisationName ? (
          <span>
            {texts.unit} {article.organisationName}
          </span>
        ) : null}
        {content.documentNumber ? (
          <span>
            {texts.documentNumber} {content.documentNumber}
          </span>
        ) : null}
        {content.validity ? <span>{texts.validity[content.validity]}</span> : null}
        {article.number ? (
          <span>
            {texts.number} <span className="code">{article.number}</span>
          </span>
        ) : null}
      </p>
      <ArticleText body={content.body} />
      {content.interprets ? (
        <p>
          <Link to={`/portal/news/${content.interprets}`}>{texts.original}</Link>
        </p>
      ) : null}
      {article.interpretedBy.length > 0 ? (
        <section className={styles.block}>
          <h2>{texts.interpretations}</h2>
          <ul className={styles.articles}>
            {article.interpretedBy.map((one) => (
              <li key={one.id}>
                <Link to={`/portal/news/${one.id}`}>{one.title}</Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Usefulness id={article.id} />
      <p>
        <Link to="/portal/news" className={portal.backLink}>
          {texts.back}
        </Link>
      </p>
    </article>
  )
}

function Usefulness({ id }: { id: string }) {
  const texts = useTexts(publicityTexts)
  const rate = useMutation({
    mutationFn: (useful: boolean) => client.call(rateArticle, { params: { id }, body: { useful } }),
  })
  if (rate.isSuccess) return <p role="status">{texts.thanks}</p>
  return (
    <section className={styles.block}>
      <h2>{texts.useful}</h2>
      <div className={portal.buttons}>
        {([true, false] as const).map((useful) => (
          <button
            key={String(useful)}
            type="button"
            className={`${portal.go} ${portal.second}`}
            disabled={rate.isPending}
            onClick={() => rate.mutate(useful)}
          >
            {useful ? texts.yes : texts.no}
          </button>
        ))}
      </div>
    </section>
  )
}
