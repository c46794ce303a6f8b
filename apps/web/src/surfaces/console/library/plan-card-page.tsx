import { getPlanCard, type PlanCard } from '@civitas/sdk'
import { formatTime, Loading, usePick, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './library.module.css'
import { libraryTexts } from './library.texts.ts'
import { PlanCardEditor } from './plan-card-editor.tsx'

/** One card, as it is printed, and the form it is changed with. */
export function PlanCardPage() {
  const { id = '' } = useParams()
  const texts = useTexts(libraryTexts)
  const pick = usePick()
  const may = useMay()
  const [isEditing, setEditing] = useState(false)
  const read = useRead(getPlanCard, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const card = read.data
  return (
    <Page
      backTo="/console/plan-cards"
      title={card.subject}
      under={`${pick(card.planTitle)} · ${texts.changed(card.changedBy, formatTime(card.changedTime))}`}
      acts={
        isEditing ? null : (
          <>
            {may('command.plans') ? <Button onClick={() => setEditing(true)}>{texts.edit}</Button> : null}{' '}
            <Button type="primary" onClick={() => window.print()}>
              {texts.print}
            </Button>
          </>
        )
      }
    >
      {isEditing ? <PlanCardEditor card={card} onClose={() => setEditing(false)} /> : <Sheet card={card} />}
    </Page>
  )
}

function Sheet({ card }: { card: PlanCard }) {
  const texts = useTexts(libraryTexts)
  const pick = usePick()
  const { document } = card
  const titleOf = (post: string) => document.posts.find((one) => one.id === post)?.title ?? post
  return (
    <article className={styles.sheet}>
      <header>
        <h2>
          {card.subject} {texts.cards}
        </h2>
        <span className={card.isExpired ? styles.red : styles.muted}>
          {texts.review} {card.reviewDate}
        </span>
      </header>
      <p className={styles.muted}>
        {pick(card.planTitle)} · {card.divisionName}
      </p>
      <h3>{texts.steps}</h3>
      <table>
        <tbody>
          {document.steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps are numbered
            <tr key={index}>
              <td className={styles.number}>{index + 1}</td>
              <td className={styles.big}>{step.text}</td>
              <td>{titleOf(step.post)}</td>
              <td className={styles.number}>{texts.minutes(String(step.withinMinutes))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{texts.posts}</h3>
      <table>
        <tbody>
          {document.posts.map((post) => {
            const holder = card.holders.find((one) => one.post === post.id)?.holder
            return (
              <tr key={post.id}>
                <th>{post.title}</th>
                <td className={holder ? '' : styles.red}>{holder?.name ?? texts.vacant}</td>
                <td className={styles.number}>{holder?.phone ?? '—'}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <h3>{texts.place}</h3>
      <table>
        <tbody>
          {(['hazards', 'signal', 'shelter', 'route'] as const).map((name) => (
            <tr key={name}>
              <th>{texts[name]}</th>
              <td>{document[name] || '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  )
}
