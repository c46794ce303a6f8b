import { getPlan, listPlans, type PlanVersion, savePlanDraft } from '@civitas/sdk'
import { levels, usePick, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { useMutation } from '@tanstack/react-query'
import { Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { planEditorTexts } from './plan-editor.texts.ts'

type Document = PlanVersion['document']
type Level = Document['levels'][number]
const same = (words: string) => ({ zh: words, en: words })

interface PlanEditorProps {
  version: PlanVersion
  onClose: () => void
}

/** Writes the next version of a plan: words, review date, and for each level triggers, tasks and needs. */
export function PlanEditor({ version, onClose }: PlanEditorProps) {
  const own = useTexts(planEditorTexts)
  const texts = useTexts(commandTexts)
  const [document, setDocument] = useState<Document>(version.document)
  const [reviewDate, setReviewDate] = useState(version.reviewDate ?? '')
  const change = (part: Partial<Document>) => setDocument({ ...document, ...part })
  const save = useMutation({
    mutationFn: () =>
      client.call(savePlanDraft, {
        params: { planId: version.planId },
        body: { document, reviewDate: reviewDate || null },
      }),
    onSuccess: () => {
      refresh(getPlan, listPlans)
      onClose()
    },
  })
  const words = [
    [own.title, document.title.zh, (zh: string) => change({ title: { ...document.title, zh } })],
    [own.scope, document.scope.zh, (zh: string) => change({ scope: { ...document.scope, zh } })],
    [own.legal, document.legalBasis, (legalBasis: string) => change({ legalBasis })],
    [texts.reviewDate, reviewDate, setReviewDate],
  ] as const
  return (
    <>
      <Section title={own.edit}>
        {words.map(([label, value, set]) => (
          <div key={label} className={styles.factRow}>
            <span>{label}</span>
            <Input
              style={{ maxWidth: 560 }}
              aria-label={label}
              value={value}
              onChange={(event) => set(event.target.value)}
            />
          </div>
        ))}
        <Input.TextArea
          rows={6}
          aria-label={own.text}
          placeholder={own.text}
          value={document.text.map((one) => one.zh).join('\n')}
          onChange={(event) =>
            change({
              text: event.target.value
                .split('\n')
                .map((zh, at) => (document.text[at]?.zh === zh ? document.text[at] : same(zh))),
            })
          }
        />
      </Section>
      {document.levels.map((level, at) => (
        <LevelEditor
          key={level.level}
          level={level}
          document={document}
          onChange={(next) =>
            change({ levels: document.levels.map((one, index) => (index === at ? next : one)) })
          }
        />
      ))}
      <ProblemNote error={save.error} />
      <div className={styles.inline}>
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
          {own.save}
        </Button>
        <Button onClick={onClose}>{own.cancel}</Button>
      </div>
    </>
  )
}

interface LevelEditorProps {
  level: Level
  document: Document
  onChange: (level: Level) => void
}

function LevelEditor({ level, document, onChange }: LevelEditorProps) {
  const own = useTexts(planEditorTexts)
  const ui = useTexts(uiTexts)
  return (
    <Section title={ui.levelLong[level.level]}>
      <Rows
        title={own.triggers}
        rows={level.triggers}
        fresh={{ eventType: '', minLevel: level.level, count: 1 }}
        onChange={(triggers) => onChange({ ...level, triggers })}
      >
        {(one, set) => (
          <>
            <Words
              label={own.eventType}
              value={one.eventType}
              onChange={(eventType) => set({ ...one, eventType })}
            />
            <Select
              size="small"
              aria-label={own.minLevel}
              value={one.minLevel}
              options={levels.map((value) => ({ value, label: ui.level[value] }))}
              onChange={(minLevel) => set({ ...one, minLevel })}
            />
            <Amount label={own.count} value={one.count} onChange={(count) => set({ ...one, count })} />
          </>
        )}
      </Rows>
      <TaskRows level={level} document={document} onChange={onChange} />
      <Rows
        title={own.needs}
        rows={level.needs}
        fresh={{ title: same(''), material: '', quantity: 1, unit: '' }}
        onChange={(needs) => onChange({ ...level, needs })}
      >
        {(one, set) => (
          <>
            <Words
              label={own.material}
              value={one.material}
              onChange={(material) => set({ ...one, material, title: same(material) })}
            />
            <Amount
              label={own.quantity}
              value={one.quantity}
              onChange={(quantity) => set({ ...one, quantity })}
            />
            <Words label={own.unit} value={one.unit} onChange={(unit) => set({ ...one, unit })} />
          </>
        )}
      </Rows>
    </Section>
  )
}

function TaskRows({ level, document, onChange }: LevelEditorProps) {
  const own = useTexts(planEditorTexts)
  const pick = usePick()
  const posts = document.posts.map((one) => ({ value: one.id, label: pick(one.title) }))
  return (
    <Rows
      title={own.tasks}
      rows={level.tasks}
      fresh={{
        ...{ title: same(''), post: document.posts[0]?.id ?? null, phase: document.phases[0]?.id ?? null },
        ...{ withinMinutes: 30, output: null, isPublic: false },
      }}
      onChange={(tasks) => onChange({ ...level, tasks })}
    >
      {(one, set) => (
        <>
          <Words
            label={own.task}
            wide
            value={one.title.zh}
            onChange={(zh) => set({ ...one, title: same(zh) })}
          />
          <Select
            size="small"
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={own.post}
            style={{ width: 150 }}
            value={one.post}
            options={posts}
            onChange={(post) => set({ ...one, post })}
          />
          <Amount
            label={own.minutes}
            value={one.withinMinutes}
            onChange={(withinMinutes) => set({ ...one, withinMinutes })}
          />
          <Words
            label={own.output}
            value={one.output?.zh ?? ''}
            onChange={(zh) => set({ ...one, output: zh ? same(zh) : null })}
          />
          <Checkbox
            checked={one.isPublic}
            onChange={(event) => set({ ...one, isPublic: event.target.checked })}
          >
            {own.public}
          </Checkbox>
        </>
      )}
    </Rows>
  )
}

interface RowsProps<T> {
  title: string
  rows: readonly T[]
  /** What a new line begins with. */
  fresh: T
  onChange: (rows: T[]) => void
  children: (one: T, set: (next: T) => void) => React.ReactNode
}

/** Lines that can be changed, added and taken away. */
function Rows<T>({ title, rows, fresh, onChange, children }: RowsProps<T>) {
  const own = useTexts(planEditorTexts)
  return (
    <fieldset className={styles.lines}>
      <legend>{title}</legend>
      {rows.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are numbered
        <div key={at} className={styles.inline}>
          <span className={styles.quiet}>{at + 1}</span>
          {children(one, (next) => onChange(rows.map((row, index) => (index === at ? next : row))))}
          <Button size="small" onClick={() => onChange(rows.filter((_, index) => index !== at))}>
            {own.remove}
          </Button>
        </div>
      ))}
      <Button size="small" onClick={() => onChange([...rows, fresh])}>
        {own.add}
      </Button>
    </fieldset>
  )
}

interface WordsProps {
  label: string
  value: string
  wide?: boolean
  onChange: (value: string) => void
}

function Words({ label, value, wide = false, onChange }: WordsProps) {
  return (
    <Input
      size="small"
      style={{ width: wide ? 260 : 150 }}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

function Amount({
  label,
  value,
  onChange,
}: {
  label: string
  value: number
  onChange: (value: number) => void
}) {
  return (
    <InputNumber
      size="small"
      min={1}
      aria-label={label}
      placeholder={label}
      style={{ width: 90 }}
      value={value}
      onChange={(next) => onChange(next ?? 1)}
    />
  )
}
