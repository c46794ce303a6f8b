import {
  type Article,
  getArticle,
  getSiteFigures,
  listArticles,
  reviewArticle,
  submitArticle,
  withdrawArticle,
} from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ArticleText } from '../../../capabilities/services/article-text.tsx'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Columns, Facts, Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ArticleDialog } from './article-dialog.tsx'
import { ArticleStateTag } from './article-list.tsx'
import { publicityTexts } from './publicity.texts.ts'

type Act = 'edit' | 'submit' | 'approve' | 'refuse' | 'withdraw'

/** An article: its text, what the checks found, who reviewed it, and what may be done now. */
export function ArticlePage() {
  const { id = '' } = useParams()
  const read = useRead(getArticle, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <Shown article={read.data} /> : <Loading />
}

function Shown({ article }: { article: Article }) {
  const texts = useTexts(publicityTexts)
  const [act, setAct] = useState<Act | null>(null)
  const { content } = article
  return (
    <Page
      title={content.title}
      under={<ArticleStateTag state={article.state} />}
      backTo="/console/site"
      acts={<Acts article={article} onAct={setAct} />}
    >
      <Columns
        main={
          <Section title={texts.body}>
            {content.summary ? <Quiet>{content.summary}</Quiet> : null}
            <ArticleText body={content.body} />
          </Section>
        }
        side={
          <>
            <Section title={texts.state}>
              <ArticleFacts article={article} />
            </Section>
            <Findings article={article} />
            <Reviews article={article} />
          </>
        }
      />
      {act ? <Dialog article={article} act={act} onClose={() => setAct(null)} /> : null}
    </Page>
  )
}

function ArticleFacts({ article }: { article: Article }) {
  const texts = useTexts(publicityTexts)
  return (
    <Facts
      facts={[
        { label: texts.column, value: article.columnTitle },
        { label: texts.author, value: article.authorName },
        { label: texts.version, value: String(article.version) },
        { label: texts.number, value: article.number ?? '—' },
        { label: texts.documentNumber, value: article.content.documentNumber ?? '—' },
        {
          label: texts.published,
          value: article.publishedVersion ? (
            <Link to={`/portal/news/${article.id}`}>{formatTime(article.publishedTime)}</Link>
          ) : (
            '—'
          ),
        },
        { label: texts.visits, value: String(article.visits) },
        {
          label: `${texts.figures.useful} / ${texts.figures.notUseful}`,
          value: `${article.useful} / ${article.notUseful}`,
        },
      ]}
    />
  )
}

function Findings({ article }: { article: Article }) {
  const texts = useTexts(publicityTexts)
  return (
    <Section title={texts.findings}>
      {article.findings.length === 0 ? <Quiet>{texts.noFindings}</Quiet> : null}
      <ul>
        {article.findings.map((one) => (
          <li key={`${one.text} ${one.excerpt}`}>
            {one.weight === 'refuse' ? <b>{texts.must}：</b> : null}
            {one.text}（{one.excerpt}）
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Reviews({ article }: { article: Article }) {
  const texts = useTexts(publicityTexts)
  return (
    <Section title={texts.reviews}>
      {article.reviews.length === 0 ? <Quiet>{texts.noReviews}</Quiet> : null}
      <ul>
        {article.reviews.map((one) => (
          <li key={one.time}>
            {texts.steps[one.step]}：{texts.decisions[one.decision]} · {one.userName} · {formatTime(one.time)}
            {one.reason ? ` · ${one.reason}` : ''}
          </li>
        ))}
      </ul>
    </Section>
  )
}

const reviewed = ['first', 'second', 'third'] as const
type Step = (typeof reviewed)[number]
const isStep = (state: string): state is Step => (reviewed as readonly string[]).includes(state)

function Acts({ article, onAct }: { article: Article; onAct: (act: Act) => void }) {
  const texts = useTexts(publicityTexts)
  const may = useMay()
  const { state } = article
  const mayReview = isStep(state) && (state !== 'third' || may('services.publish'))
  return (
    <>
      {isStep(state) || state === 'scheduled' ? null : (
        <Button onClick={() => onAct('edit')}>{texts.edit}</Button>
      )}
      {state === 'draft' || state === 'withdrawn' ? (
        <Button type="primary" onClick={() => onAct('submit')}>
          {texts.submit}
        </Button>
      ) : null}
      {mayReview ? (
        <>
          <Button onClick={() => onAct('refuse')}>{texts.refuse}</Button>
          <Button type="primary" onClick={() => onAct('approve')}>
            {texts.approve}
          </Button>
        </>
      ) : null}
      {article.publishedVersion && may('services.publish') ? (
        <Button danger onClick={() => onAct('withdraw')}>
          {texts.withdraw}
        </Button>
      ) : null}
    </>
  )
}

function Dialog({ article, act, onClose }: { article: Article; act: Act; onClose: () => void }) {
  const texts = useTexts(publicityTexts)
  if (act === 'edit') return <ArticleDialog article={article} onClose={onClose} />
  const params = { id: article.id }
  const done = <T,>(work: Promise<T>) => work.finally(() => refresh(getArticle, listArticles, getSiteFigures))
  const step = article.state as Step
  const run = (words: string): Promise<unknown> => {
    const reason = words ? { reason: words } : {}
    if (act === 'submit') return done(client.call(submitArticle, { params, body: {} }))
    if (act === 'withdraw') return done(client.call(withdrawArticle, { params, body: { reason: words } }))
    return done(client.call(reviewArticle, { params, body: { step, decision: act, ...reason } }))
  }
  const comment = act === 'submit' ? 'none' : act === 'approve' ? 'optional' : 'required'
  return (
    <ActDialog
      title={act === 'approve' || act === 'refuse' ? `${texts.steps[step]}${texts[act]}` : texts[act]}
      danger={act === 'withdraw'}
      comment={comment}
      act={run}
      onClose={onClose}
    />
  )
}
