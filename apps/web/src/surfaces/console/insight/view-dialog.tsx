import {
  changeFusedView,
  createFusedView,
  type FusedReading,
  type FusedView,
  getFusedSeries,
  listFusedViews,
  readFusedView,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { DatastreamSelect } from './datastream-select.tsx'
import styles from './insight.module.css'
import { insightTexts } from './insight.texts.ts'

/** A line keeps its key while others come and go. */
type Member = Partial<FusedView['members'][number]> & { key: number }
type Constant = FusedView['constants'][number]
type Value = FusedView['values'][number]

const code = /^[a-z][a-z0-9_]{0,30}$/

interface ViewDialogProps {
  /** The panel to change, with what its devices are called; without it a new one is made. */
  reading?: FusedReading
  onClose: () => void
}

/** A panel: datastreams with short names, constants, and formulas over both. */
export function ViewDialog({ reading, onClose }: ViewDialogProps) {
  const texts = useTexts(insightTexts)
  const view = reading?.view
  const [title, setTitle] = useState(view?.title ?? '')
  const [members, setMembers] = useState<Member[]>(
    (view?.members ?? [{ name: 'a' }]).map((each, key) => ({ ...each, key })),
  )
  const [constants, setConstants] = useState<Constant[]>(view?.constants ?? [])
  const [values, setValues] = useState<Value[]>(
    view?.values ?? [{ name: 'result', title: '', unit: '', expression: '' }],
  )
  const isReady =
    title.trim() !== '' &&
    members.every((each) => code.test(each.name ?? '') && each.datastreamId !== undefined) &&
    constants.every((each) => code.test(each.name) && each.title.trim() !== '') &&
    values.every((each) => code.test(each.name) && each.title.trim() !== '' && each.expression.trim() !== '')
  return (
    <ActDialog
      title={view ? texts.editView : texts.newView}
      why={texts.viewWhy}
      comment="none"
      width={860}
      isReady={isReady}
      act={async () => {
        const body = { title: title.trim(), members: toMembers(members), constants, values }
        if (view) await client.call(changeFusedView, { params: { id: view.id }, body })
        else await client.call(createFusedView, { body })
        refresh(listFusedViews, readFusedView, getFusedSeries)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.name} htmlFor="view-title" required>
          <Input
            id="view-title"
            maxLength={100}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </Form.Item>
        <h3>{texts.members}</h3>
        <p className={styles.note}>{texts.membersHint}</p>
        {members.map((each, at) => (
          <div key={each.key} className={styles.line}>
            <Code value={each.name ?? ''} onChange={(name) => setMembers(change(members, at, { name }))} />
            <DatastreamSelect
              id={`view-thing-${at}`}
              initial={reading?.members.find((one) => one.datastreamId === each.datastreamId)}
              onChange={(datastreamId, label) =>
                setMembers((former) =>
                  change(former, at, { datastreamId, title: label || (each.name ?? '') }),
                )
              }
            />
            <Remove onClick={() => setMembers(members.filter((_, i) => i !== at))} />
          </div>
        ))}
        <Add
          onClick={() =>
            setMembers([
              ...members,
              {
                name: String.fromCharCode(97 + members.length),
                key: Math.max(-1, ...members.map((each) => each.key)) + 1,
              },
            ])
          }
        />
        <h3>{texts.constants}</h3>
        {constants.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id of their own
          <div key={at} className={styles.line}>
            <Code value={each.name} onChange={(name) => setConstants(change(constants, at, { name }))} />
            <Input
              aria-label={texts.name}
              placeholder={texts.name}
              value={each.title}
              onChange={(event) => setConstants(change(constants, at, { title: event.target.value }))}
            />
            <InputNumber
              aria-label={texts.value}
              value={each.value}
              onChange={(value) => setConstants(change(constants, at, { value: value ?? 0 }))}
            />
            <Remove onClick={() => setConstants(constants.filter((_, i) => i !== at))} />
          </div>
        ))}
        <Add onClick={() => setConstants([...constants, { name: '', title: '', unit: '', value: 1 }])} />
        <h3>{texts.values}</h3>
        {values.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id of their own
          <div key={at} className={styles.line}>
            <Code value={each.name} onChange={(name) => setValues(change(values, at, { name }))} />
            <Input
              aria-label={`${texts.derived} ${texts.name}`}
              placeholder={texts.name}
              value={each.title}
              onChange={(event) => setValues(change(values, at, { title: event.target.value }))}
              suffix={
                <Input
                  aria-label={texts.unit}
                  placeholder={texts.unit}
                  variant="borderless"
                  style={{ width: 80 }}
                  value={each.unit}
                  onChange={(event) => setValues(change(values, at, { unit: event.target.value }))}
                />
              }
            />
            <Input
              className="code"
              aria-label={texts.expression}
              placeholder={texts.expressionHint}
              value={each.expression}
              onChange={(event) => setValues(change(values, at, { expression: event.target.value }))}
            />
            <Remove onClick={() => setValues(values.filter((_, i) => i !== at))} />
          </div>
        ))}
        <Add onClick={() => setValues([...values, { name: '', title: '', unit: '', expression: '' }])} />
      </Form>
    </ActDialog>
  )
}

function toMembers(lines: readonly Member[]): FusedView['members'] {
  return lines.flatMap(({ name, title, datastreamId }) =>
    name === undefined || title === undefined || datastreamId === undefined
      ? []
      : [{ name, title, datastreamId }],
  )
}

function change<T>(list: readonly T[], at: number, part: Partial<T>): T[] {
  return list.map((each, i) => (i === at ? { ...each, ...part } : each))
}

function Code({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const texts = useTexts(insightTexts)
  return (
    <Input
      className="code"
      aria-label={texts.code}
      placeholder={texts.code}
      maxLength={31}
      status={value !== '' && !code.test(value) ? 'error' : undefined}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

function Remove({ onClick }: { onClick: () => void }) {
  const texts = useTexts(insightTexts)
  return <Button onClick={onClick}>{texts.remove}</Button>
}

function Add({ onClick }: { onClick: () => void }) {
  const texts = useTexts(insightTexts)
  return (
    <Button size="small" onClick={onClick}>
      {texts.add}
    </Button>
  )
}
