import { getServiceItem, type ServiceItem, startServiceApplication } from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { ProblemView, problemWords } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useSession } from '../../../app/session.ts'
import portal from '../portal.module.css'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'

/** 办事指南 of one item. */
export function ItemPage() {
  const { id = '' } = useParams()
  const read = useRead(getServiceItem, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <Guide item={read.data} /> : <Loading />
}

function Guide({ item }: { item: ServiceItem }) {
  const texts = useTexts(serviceTexts)
  const { content } = item
  return (
    <>
      <Link to="/portal/services" className={portal.backLink}>
        ← {texts.title}
      </Link>
      <h1>{content.title}</h1>
      <p className={portal.lead}>
        {content.organisation} · {texts.limit(content.promisedDays)}（{texts.statutory(content.statutoryDays)}
        ）
      </p>
      <Start item={item} />
      <dl className={styles.facts}>
        <Fact title={texts.guide.conditions}>{content.conditions}</Fact>
        <Fact title={texts.guide.materials}>
          <ol>
            {content.materials.map((use) => (
              <li key={use.material}>
                {item.materials.find((one) => one.code === use.material)?.title ?? use.material}
                <span className={styles.quiet}>（{materialNote(item, use, texts)}）</span>
              </li>
            ))}
          </ol>
        </Fact>
        <Fact title={texts.guide.flow}>
          <ol>
            {content.steps.map((step) => (
              <li key={step.id}>
                {step.title}（{step.organisation}，{texts.guide.days(step.days)}）
              </li>
            ))}
          </ol>
        </Fact>
        <Fact title={texts.guide.fee}>
          {content.fee.fen === 0
            ? texts.guide.free
            : `${(content.fee.fen / 100).toFixed(2)} 元 · ${content.fee.basis}`}
        </Fact>
        {content.result ? <Fact title={texts.guide.result}>{content.result.title}</Fact> : null}
        <Ways item={item} />
        <Fact title={texts.guide.basis}>
          <ul>
            {content.basis.map(({ law, article }) => (
              <li key={law + article}>
                《{law}》{article}
              </li>
            ))}
          </ul>
        </Fact>
        <Fact title={texts.guide.channels}>
          {texts.guide.consult} {content.channels.consult} · {texts.guide.complain}{' '}
          {content.channels.complain}
        </Fact>
      </dl>
    </>
  )
}

type Texts = ReturnType<typeof useTexts<typeof serviceTexts.zh>>

function materialNote(
  item: ServiceItem,
  use: ServiceItem['content']['materials'][number],
  texts: Texts,
): string {
  const about = item.materials.find((one) => one.code === use.material)
  return [
    use.required ? texts.guide.required : texts.guide.optional,
    ...(about?.licenceType ? [texts.guide.byLicence] : []),
    ...(about?.dataCheck ? [texts.guide.byData] : []),
    ...(item.content.tolerance && !use.core ? [texts.guide.later] : []),
  ].join('，')
}

function Ways({ item: { content } }: { item: ServiceItem }) {
  const texts = useTexts(serviceTexts)
  const ways = [
    ...(content.commitment ? [texts.guide.commitment] : []),
    ...(content.tolerance ? [texts.guide.tolerance(content.tolerance.days)] : []),
  ]
  return ways.length > 0 ? <Fact title={texts.guide.ways}>{ways.join('；')}</Fact> : null
}

function Fact({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Start({ item }: { item: ServiceItem }) {
  const texts = useTexts(serviceTexts)
  const app = useTexts(appTexts)
  const session = useSession()
  const navigate = useNavigate()
  const start = useMutation({
    mutationFn: () => client.call(startServiceApplication, { body: { itemId: item.id } }),
    onSuccess: (application) => navigate(`/portal/applications/${application.id}/form`),
  })
  if (!session)
    return (
      <p>
        <Link to="/portal/account" className={portal.go}>
          {texts.signIn}
        </Link>
      </p>
    )
  return (
    <>
      {start.error ? (
        <p className={portal.error} role="alert">
          {problemWords(start.error, app).title}
        </p>
      ) : null}
      <div className={portal.buttons}>
        <button type="button" className={portal.go} disabled={start.isPending} onClick={() => start.mutate()}>
          {texts.start}
        </button>
      </div>
    </>
  )
}
