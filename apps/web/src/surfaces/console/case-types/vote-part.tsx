import { useTexts } from '@civitas/ui'
import { Form, Select } from 'antd'
import { NumberPart } from '../items/fields.tsx'
import { designTexts } from './case-types.texts.ts'
import type { FieldRow } from './design.ts'
import { AnswerPart } from './parts.tsx'

type Path = (string | number)[]

/** 表决: the field the lead and its assisting units vote in, the answer that agrees, and how many must give it. */
export function VotePart({ at, path }: { at: number; path: Path }) {
  const texts = useTexts(designTexts)
  const form = Form.useFormInstance()
  const rows = (Form.useWatch([...path, 'fields'], { form, preserve: true }) ?? []) as (
    | FieldRow
    | undefined
  )[]
  const chosen = Form.useWatch([...path, 'vote', 'field'], { form, preserve: true }) as string | undefined
  const fitting = rows.flatMap((row) =>
    row && (row.kind === 'switch' || row.kind === 'choice') ? [row] : [],
  )
  return (
    <>
      <Form.Item name={[at, 'vote', 'field']} label={texts.vote} tooltip={texts.voteWhy}>
        <Select
          allowClear
          options={fitting.map((row) => ({ value: row.name, label: row.zh || row.name }))}
          notFoundContent={texts.voteNoField}
        />
      </Form.Item>
      {chosen ? (
        <>
          <AnswerPart
            name={[at, 'vote', 'yes']}
            label={texts.voteYes}
            field={fitting.find((row) => row.name === chosen)}
          />
          <NumberPart name={[at, 'vote', 'morePercent']} label={texts.voteShare} min={0} max={99} />
        </>
      ) : null}
    </>
  )
}
