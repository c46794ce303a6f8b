import { getDataset, listAnalysisTables, type ThemeAttribute, type ThemeSource } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import styles from '../workbench/workbench.module.css'
import { themeTexts } from './themes.texts.ts'

export interface AttributeValues extends Pick<ThemeAttribute, 'name' | 'title' | 'type'> {
  datasetId?: string
  field?: string
  keyField?: string
  organisationId?: string
  /** Sources behind the first. */
  more?: ThemeSource[]
}

interface AttributeFieldsProps {
  index: number
  number: number
  types: Array<{ value: string; label: string }>
  onRemove?: () => void
}

/** One attribute of a theme: its name and the column it comes from. */
export function AttributeFields({ index, number, types, onRemove }: AttributeFieldsProps) {
  const texts = useTexts(themeTexts)
  const [search, setSearch] = useState('')
  const datasetId = Form.useWatch(['attributes', index, 'datasetId']) as string | undefined
  const tables = useRead(
    listAnalysisTables,
    { query: { limit: 50, search: search || undefined } },
    { keepPrevious: true },
  )
  const dataset = useRead(getDataset, { params: { id: datasetId ?? '' } }, { enabled: Boolean(datasetId) })
  const columns = dataset.data?.fields.map((one) => ({
    value: one.name,
    label: `${one.title}（${one.name}）`,
  }))
  const listed = tables.data?.items.map((one) => ({ value: one.datasetId, label: one.name })) ?? []
  const isListed = listed.some((one) => one.value === datasetId)
  const chosen = dataset.data && !isListed ? [{ value: dataset.data.id, label: dataset.data.name }] : []
  return (
    <fieldset className={styles.input}>
      <legend>{texts.attribute(String(number))}</legend>
      <Form.Item name={[index, 'title']} label={texts.attributeTitle} rules={[{ required: true }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name={[index, 'name']} label={texts.name} rules={[{ required: true }]}>
        <Input maxLength={63} />
      </Form.Item>
      <Form.Item name={[index, 'type']} label={texts.type}>
        <Select options={types} />
      </Form.Item>
      <Form.Item name={[index, 'datasetId']} label={texts.source}>
        <Select
          allowClear
          showSearch={{ filterOption: false, onSearch: setSearch }}
          options={[...chosen, ...listed]}
        />
      </Form.Item>
      <Form.Item name={[index, 'field']} label={texts.field}>
        <Select disabled={!datasetId} options={columns} />
      </Form.Item>
      <Form.Item name={[index, 'keyField']} label={texts.keyField}>
        <Select disabled={!datasetId} options={columns} />
      </Form.Item>
      <Form.Item name={[index, 'organisationId']} label={texts.responsible}>
        <OrganisationSelect />
      </Form.Item>
      {onRemove ? (
        <Form.Item label=" " colon={false}>
          <Button onClick={onRemove}>{texts.remove}</Button>
        </Form.Item>
      ) : null}
    </fieldset>
  )
}
