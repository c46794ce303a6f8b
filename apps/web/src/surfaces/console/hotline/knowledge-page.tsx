import {
  addKnowledge,
  changeKnowledge,
  type KnowledgeItem,
  listGaps,
  listKnowledge,
  type OperationInput,
} from '@civitas/sdk'
import { formatNumber, RelativeTime, useTexts } from '@civitas/ui'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import styles from './hotline.module.css'
import { hotlineTexts } from './hotline.texts.ts'

type Answers = OperationInput<typeof addKnowledge>['body']

/** 热线知识库: answers with owner, source and review, and the questions nobody had an answer to. */
export function KnowledgePage() {
  const texts = useTexts(hotlineTexts)
  const may = useMay()
  const [search, setSearch] = useState('')
  const [due, setDue] = useState(false)
  const [open, setOpen] = useState<KnowledgeItem | 'new' | null>(null)
  const query = { limit: 100, ...(search ? { search } : {}), ...(due ? { due } : {}) }
  const read = useRead(listKnowledge, { query }, { keepPrevious: true })
  const gaps = useRead(listGaps, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const mayWrite = may('messaging.supervise')
  return (
    <Page
      title={texts.knowledgeTitle}
      acts={
        mayWrite ? (
          <Button type="primary" onClick={() => setOpen('new')}>
            {texts.addKnowledge}
          </Button>
        ) : null
      }
    >
      <div className={styles.two}>
        <Section title={texts.knowledge} extra={formatNumber(read.data?.total)}>
          <div className={styles.tick}>
            <Input.Search
              allowClear
              aria-label={texts.search}
              placeholder={texts.search}
              onSearch={setSearch}
              style={{ width: '20rem' }}
            />
            <Checkbox checked={due} onChange={(event) => setDue(event.target.checked)}>
              {texts.onlyDue}
            </Checkbox>
          </div>
          {(read.data?.items ?? []).map((item) => (
            <div key={item.id} className={styles.item}>
              <div className={styles.row}>
                <b>{item.question}</b>
                <StateTag
                  tone={item.state === 'valid' ? undefined : item.state === 'expired' ? 'bad' : 'loud'}
                >
                  {texts.knowledgeStates[item.state]}
                </StateTag>
                <span>
                  {mayWrite ? (
                    <Button size="small" onClick={() => setOpen(item)}>
                      {texts.revise}
                    </Button>
                  ) : null}
                </span>
              </div>
              <p>{item.answer}</p>
              <div className={styles.small}>
                {item.category} · {texts.source(item.source)}
                {item.ownerName ? ` · ${item.ownerName}` : ''} · {texts.review} {item.reviewDue} ·{' '}
                {texts.used} {formatNumber(item.used)}
              </div>
            </div>
          ))}
        </Section>
        <Section title={texts.gaps}>
          {gaps.data?.length === 0 ? <p className={styles.small}>{texts.noGaps}</p> : null}
          {(gaps.data ?? []).map((gap) => (
            <div key={gap.id} className={styles.item}>
              <div className={styles.row}>
                <span>{gap.question}</span>
                <b>{texts.times(formatNumber(gap.times))}</b>
              </div>
              <div className={styles.small}>
                <RelativeTime time={gap.lastTime} />
              </div>
            </div>
          ))}
        </Section>
      </div>
      {open ? <KnowledgeDialog item={open === 'new' ? null : open} onClose={() => setOpen(null)} /> : null}
    </Page>
  )
}

function KnowledgeDialog({ item, onClose }: { item: KnowledgeItem | null; onClose: () => void }) {
  const texts = useTexts(hotlineTexts)
  const first = item
    ? {
        ...{ question: item.question, answer: item.answer, category: item.category, source: item.source },
        reviewDue: item.reviewDue,
      }
    : {}
  const day = { is: /^\d{4}-\d{2}-\d{2}$/, else: '2026-12-31' }
  return (
    <FormDialog<Answers>
      title={item ? texts.revise : texts.addKnowledge}
      width={640}
      first={first}
      fields={[
        { name: 'question', label: texts.question, kind: 'text', required: true, maxLength: 200 },
        { name: 'answer', label: texts.answerLabel, kind: 'area', required: true, rows: 5, maxLength: 8000 },
        { name: 'category', label: texts.category, kind: 'text', required: true, maxLength: 40 },
        { name: 'source', label: texts.sourceLabel, kind: 'text', required: true, maxLength: 300 },
        { name: 'reviewDue', label: texts.review, kind: 'code', required: true, pattern: day },
      ]}
      act={(answers) => {
        const body = { ...answers, ...(item?.ownerId ? { ownerId: item.ownerId } : {}) }
        return item
          ? client.call(changeKnowledge, { params: { id: item.id }, body })
          : client.call(addKnowledge, { body })
      }}
      onClose={() => {
        refresh(listKnowledge)
        onClose()
      }}
    />
  )
}
