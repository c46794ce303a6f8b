import type { IndicatorDefinition } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { InputNumber, Select, Space } from 'antd'
import { DivisionSelect } from '../parts/division-select.tsx'
import { Quiet } from '../parts/page.tsx'
import { RowEditor } from '../parts/row-editor.tsx'
import { registryTexts } from './registry.texts.ts'

type Band = IndicatorDefinition['bands'][number]
const ops = ['<', '<=', '>', '>='] as const
const months = Array.from({ length: 12 }, (_, index) => index + 1)

interface BandEditorProps {
  value: readonly Band[]
  unit: string
  onChange: (bands: Band[]) => void
}

/** Limits of the states of a figure, each perhaps only in some months, hours or areas (PLT-090). */
export function BandEditor({ value, unit, onChange }: BandEditorProps) {
  const { bands: texts } = useTexts(registryTexts)
  const states = (['attention', 'warning'] as const).map((one) => ({ value: one, label: texts.states[one] }))
  return (
    <>
      <Quiet>{texts.why}</Quiet>
      <RowEditor<Band>
        value={value}
        onChange={onChange}
        none={<Quiet>{texts.none}</Quiet>}
        add={{ title: texts.add, row: { state: 'attention', op: '<', value: 0 } }}
        columns={[
          {
            title: texts.state,
            render: ({ row, change, labelOf }) => (
              <Select
                style={{ width: 88 }}
                aria-label={labelOf(texts.state)}
                value={row.state}
                options={states}
                onChange={(state) => change({ state })}
              />
            ),
          },
          {
            title: unit ? `${texts.limit}（${unit}）` : texts.limit,
            render: ({ row, change, labelOf }) => (
              <Space.Compact>
                <Select
                  style={{ width: 56 }}
                  aria-label={labelOf(texts.op)}
                  value={row.op}
                  options={ops.map((op) => ({ value: op, label: op }))}
                  onChange={(op) => change({ op })}
                />
                <InputNumber
                  style={{ width: 96 }}
                  aria-label={labelOf(texts.limit)}
                  value={row.value}
                  onChange={(limit) => change({ value: limit ?? 0 })}
                />
              </Space.Compact>
            ),
          },
          {
            title: texts.months,
            render: ({ row, change, labelOf }) => (
              <Select
                mode="multiple"
                style={{ width: 112 }}
                maxTagCount="responsive"
                aria-label={labelOf(texts.months)}
                placeholder={texts.always}
                value={row.months ?? []}
                options={months.map((month) => ({ value: month, label: texts.month(month) }))}
                onChange={(chosen: number[]) => change({ months: chosen.length > 0 ? chosen : undefined })}
              />
            ),
          },
          { title: texts.hours, render: (edited) => <HoursPick {...edited} /> },
          {
            title: texts.area,
            render: ({ row, change }) => (
              <DivisionSelect
                width={120}
                value={row.division}
                onChange={(division) => change({ division: division ?? undefined })}
              />
            ),
          },
        ]}
      />
    </>
  )
}

interface HoursPickProps {
  row: Band
  change: (by: Partial<Band>) => void
  labelOf: (title: string) => string
}

/** From one hour up to another; empty is the whole day. */
function HoursPick({ row, change, labelOf }: HoursPickProps) {
  const { bands: texts } = useTexts(registryTexts)
  const set = (from: number | null, to: number | null) =>
    change({ hours: from === null || to === null ? undefined : { from, to } })
  const { from = null, to = null } = row.hours ?? {}
  return (
    <Space.Compact>
      <InputNumber
        style={{ width: 56 }}
        aria-label={labelOf(texts.from)}
        placeholder="0"
        min={0}
        max={23}
        value={from}
        onChange={(hour) => set(hour, hour === null ? null : (to ?? 24))}
      />
      <InputNumber
        style={{ width: 56 }}
        aria-label={labelOf(texts.to)}
        placeholder="24"
        min={0}
        max={24}
        value={to}
        onChange={(hour) => set(hour === null ? null : (from ?? 0), hour)}
      />
    </Space.Compact>
  )
}
