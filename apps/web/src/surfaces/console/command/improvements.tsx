import { addImprovement, closeImprovement, getReview, listPlans, type Review } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog, withDays } from '../parts/form-dialog.tsx'
import { Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { orderTexts } from './order.texts.ts'

/** What the plan or the units must learn from an incident, each followed until it is done. */
export function Improvements({ review }: { review: Review }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(orderTexts)
  const pick = usePick()
  const may = useMay()
  const [isAdding, setAdding] = useState(false)
  const plans = useRead(listPlans, {}, { staleMs: 600_000 })
  const close = useMutation({
    mutationFn: (id: string) => client.call(closeImprovement, { params: { id } }),
    onSuccess: () => refresh(getReview),
  })
  const planOf = (id: string | null) => {
    const found = plans.data?.find((one) => one.planId === id)
    return found ? pick(found.document.title) : '—'
  }
  return (
    <Section
      title={texts.improvement}
      extra={
        may('command.direct') ? (
          <Button size="small" className={styles.noPrint} onClick={() => setAdding(true)}>
            {own.addImprovement}
          </Button>
        ) : null
      }
    >
      <ProblemNote error={close.error} />
      {review.improvements.length === 0 ? <p className={styles.quiet}>{own.noImprovements}</p> : null}
      <table className={styles.table}>
        <tbody>
          {review.improvements.map((one) => (
            <tr key={one.id}>
              <td>{one.text}</td>
              <td>{planOf(one.planId)}</td>
              <td>{one.owner}</td>
              <td className={styles.number}>{one.dueDate}</td>
              <td>{own.improvementStates[one.state]}</td>
              <td>
                {one.state === 'open' && may('command.direct') ? (
                  <Button
                    size="small"
                    className={styles.noPrint}
                    loading={close.isPending}
                    onClick={() => close.mutate(one.id)}
                  >
                    {own.closeImprovement}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {isAdding ? <AddDialog review={review} onClose={() => setAdding(false)} /> : null}
    </Section>
  )
}

function AddDialog({ review, onClose }: { review: Review; onClose: () => void }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(orderTexts)
  const pick = usePick()
  const plans = useRead(listPlans, {}, { staleMs: 600_000 })
  return (
    <FormDialog<{ text: string; planId?: string; owner: string; dueDate: Dayjs }>
      title={own.addImprovement}
      fields={[
        { name: 'text', label: own.improvementText, kind: 'area', required: true },
        {
          ...{ name: 'planId', label: own.ofPlan, kind: 'choice', allowClear: true },
          options: (plans.data ?? []).map((one) => ({ value: one.planId, label: pick(one.document.title) })),
        },
        { name: 'owner', label: texts.owner, kind: 'text', required: true, maxLength: 60 },
        { name: 'dueDate', label: texts.dueDay, kind: 'day', required: true },
      ]}
      act={(values) =>
        client.call(addImprovement, { params: { id: review.incident.id }, body: withDays(values) })
      }
      onClose={() => {
        refresh(getReview)
        onClose()
      }}
    />
  )
}
