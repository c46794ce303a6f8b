import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Form } from 'antd'
import { useState } from 'react'
import { NumberPart, TextPart, TickPart } from '../items/fields.tsx'
import { ListPart } from '../items/list-part.tsx'
import styles from './case-types.module.css'
import { designTexts } from './case-types.texts.ts'
import type { FieldRow } from './design.ts'
import { FormDesigner } from './form-designer.tsx'
import { LimitInput } from './limit-input.tsx'
import { KnownPart, useOwnItems, WordsPart } from './parts.tsx'
import { VotePart } from './vote-part.tsx'

type Path = (string | number)[]

/** A task of a stage: who, what, how long, and its form. `root` is the path of the list it stands in. */
export function TaskFields({ at, root }: { at: number; root: Path }) {
  const texts = useTexts(designTexts)
  return (
    <>
      <WordsPart name={[at, 'title']} label={texts.title} />
      <TextPart name={[at, 'id']} label={texts.id} />
      <WorkFields name={[at]} path={[...root, at]} />
      <NumberPart name={[at, 'photoWithin_m']} label={texts.near} min={1} />
      <Form.Item name={[at, 'receiptLimit']} label={texts.receipt}>
        <LimitInput label={texts.receipt} />
      </Form.Item>
      <TickPart name={[at, 'parallel']} label={texts.parallel} />
      <TickPart name={[at, 'toGridLeader']} label={texts.leader} />
      <TickPart name={[at, 'dispatches']} label={texts.dispatches} />
      <VotePart at={at} path={[...root, at]} />
      <div className={styles.wide}>
        <Assistants at={at} />
      </div>
    </>
  )
}

/** What a task and a check have in common. */
export function WorkFields({ name, path }: { name: Path; path: Path }) {
  const texts = useTexts(designTexts)
  const own = useOwnItems()
  return (
    <>
      <KnownPart
        kind="dutyItems"
        more={own}
        name={[...name, 'item']}
        label={texts.item}
        tooltip={texts.itemWhy}
      />
      <KnownPart kind="roles" name={[...name, 'role']} label={texts.role} />
      <Form.Item name={[...name, 'limit']} label={texts.limit}>
        <LimitInput label={texts.limit} />
      </Form.Item>
      <NumberPart name={[...name, 'photosRequired']} label={texts.photos} min={0} max={20} />
      <div className={styles.wide}>
        <TextPart name={[...name, 'instructions', 'zh']} label={texts.instructions} rows={2} />
      </div>
      <div className={styles.wide} style={{ marginBottom: 12 }}>
        <DesignerButton name={name} path={path} />
      </div>
    </>
  )
}

function DesignerButton({ name, path }: { name: Path; path: Path }) {
  const texts = useTexts(designTexts)
  const form = Form.useFormInstance()
  const [isOpen, setOpen] = useState(false)
  const rows = (Form.useWatch([...path, 'fields'], { form, preserve: true }) ?? []) as FieldRow[]
  const title = (Form.useWatch([...path, 'title', 'zh'], { form, preserve: true }) ?? '') as string
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts.fields(formatNumber(rows.length))}</Button>
      {isOpen ? (
        <FormDesigner name={name} rows={rows} path={path} title={title} onClose={() => setOpen(false)} />
      ) : null}
    </>
  )
}

function Assistants({ at }: { at: number }) {
  const texts = useTexts(designTexts)
  const own = useOwnItems()
  return (
    <ListPart
      name={[at, 'assistants']}
      title={texts.assistant}
      fresh={() => ({ item: undefined, title: { zh: '' } })}
    >
      {(n) => (
        <>
          <KnownPart kind="dutyItems" more={own} name={[n, 'item']} label={texts.item} />
          <TextPart name={[n, 'title', 'zh']} label={texts.part} />
        </>
      )}
    </ListPart>
  )
}
