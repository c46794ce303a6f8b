import {
  type DatasetField,
  getDataset,
  listDatasets,
  listOpenings,
  type Opening,
  proposeOpening,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Checkbox, Form, Input, Modal, Select, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { openingTexts } from './openings.texts.ts'

type Mask = Opening['columns'][number]['mask']

interface ProposeDialogProps {
  onClose: () => void
  onProposed: (opening: Opening) => void
}

/** Chooses a dataset, the columns to open and how each is shown; the answer says what the check found. */
export function ProposeDialog({ onClose, onProposed }: ProposeDialogProps) {
  const texts = useTexts(openingTexts)
  const [search, setSearch] = useState('')
  const [datasetId, setDatasetId] = useState<string>()
  const [opening, setOpening] = useState<Opening['opening']>('unconditional')
  const [conditions, setConditions] = useState('')
  const [chosen, setChosen] = useState<Record<string, Mask>>({})
  const found = useRead(
    listDatasets,
    { query: { limit: 20, state: 'published', search: search || undefined } },
    { keepPrevious: true },
  )
  const dataset = useRead(
    getDataset,
    { params: { id: datasetId ?? '' } },
    { enabled: datasetId !== undefined },
  )
  const propose = useMutation({
    mutationFn: () =>
      client.call(proposeOpening, {
        body: {
          ...{ datasetId: datasetId ?? '', opening, ...(conditions ? { conditions } : {}) },
          columns: Object.entries(chosen).map(([name, mask]) => ({ name, mask })),
        },
      }),
    onSuccess: (made) => {
      refresh(listOpenings)
      onProposed(made)
      onClose()
    },
  })
  return (
    <Modal
      open
      width={760}
      title={texts.propose}
      okText={texts.submit}
      okButtonProps={{ disabled: !datasetId || Object.keys(chosen).length === 0 }}
      confirmLoading={propose.isPending}
      onOk={() => propose.mutate()}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <ProblemNote error={propose.error} />
        <Form.Item label={texts.dataset} htmlFor="opening-dataset" required>
          <Select
            id="opening-dataset"
            showSearch={{ filterOption: false, onSearch: setSearch }}
            value={datasetId}
            onChange={(id) => {
              setDatasetId(id)
              setChosen({})
            }}
            options={found.data?.items.map(({ id, name, organisationName }) => ({
              ...{ value: id, label: `${name} · ${organisationName}` },
            }))}
          />
        </Form.Item>
        <Form.Item label={texts.opening} htmlFor="opening-kind">
          <Select
            id="opening-kind"
            value={opening}
            onChange={setOpening}
            options={Object.entries(texts.openings).map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
        {opening === 'conditional' ? (
          <Form.Item label={texts.conditions} htmlFor="opening-conditions" required>
            <Input
              id="opening-conditions"
              value={conditions}
              onChange={(event) => setConditions(event.target.value)}
            />
          </Form.Item>
        ) : null}
        {dataset.data ? <Columns fields={dataset.data.fields} chosen={chosen} onChange={setChosen} /> : null}
      </Form>
    </Modal>
  )
}

interface ColumnsProps {
  fields: readonly DatasetField[]
  chosen: Record<string, Mask>
  onChange: (chosen: Record<string, Mask>) => void
}

function Columns({ fields, chosen, onChange }: ColumnsProps) {
  const texts = useTexts(openingTexts)
  const toggle = (name: string, on: boolean) => {
    const { [name]: _, ...rest } = chosen
    onChange(on ? { ...rest, [name]: 'none' } : rest)
  }
  return (
    <>
      <Checkbox
        checked={fields.every((field) => field.name in chosen)}
        indeterminate={fields.some((field) => field.name in chosen)}
        onChange={(event) =>
          onChange(
            event.target.checked
              ? Object.fromEntries(fields.map(({ name }) => [name, chosen[name] ?? 'none']))
              : {},
          )
        }
      >
        {texts.chooseAll}
      </Checkbox>
      <Table<DatasetField>
        size="small"
        rowKey="name"
        pagination={false}
        scroll={{ y: 320 }}
        dataSource={[...fields]}
        columns={[
          {
            title: texts.choose,
            width: 70,
            render: (_, field) => (
              <Checkbox
                aria-label={`${texts.choose} ${field.title}`}
                checked={field.name in chosen}
                onChange={(event) => toggle(field.name, event.target.checked)}
              />
            ),
          },
          { title: texts.columns, render: (_, field) => `${field.title}（${field.name}）` },
          {
            title: texts.mask,
            width: 180,
            render: (_, field) => (
              <Select<Mask>
                aria-label={`${texts.mask} ${field.title}`}
                style={{ width: '100%' }}
                disabled={!(field.name in chosen)}
                value={chosen[field.name] ?? 'none'}
                onChange={(mask) => onChange({ ...chosen, [field.name]: mask })}
                options={Object.entries(texts.masks).map(([value, label]) => ({
                  value: value as Mask,
                  label,
                }))}
              />
            ),
          },
        ]}
      />
    </>
  )
}
