import { listLicenceTypes } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Form, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { ChoicePart, NumberPart, TextPart, TickPart } from './fields.tsx'
import styles from './items.module.css'
import { itemTexts } from './items.texts.ts'

/** Days, money, ways and what comes out. */
export function LimitsTab() {
  const texts = useTexts(itemTexts)
  return (
    <>
      <div className={styles.grid}>
        <NumberPart name="promisedDays" label={texts.promised} min={0} max={1000} />
        <NumberPart name="statutoryDays" label={texts.statutory} min={0} max={1000} />
        <NumberPart name="online" label={texts.onlineDepth} min={0} max={4} />
        <NumberPart name="visits" label={texts.visits} min={0} max={9} />
        <ChoicePart
          name="ways"
          label={texts.ways}
          extra={texts.waysHint}
          words={texts.wayNames}
          several
          wide
        />
      </div>
      <section className={styles.part}>
        <h2>{texts.fee}</h2>
        <div className={styles.grid}>
          <Form.Item
            name={['fee', 'fen']}
            label={texts.yuan}
            getValueProps={(fen: number) => ({ value: fen / 100 })}
            normalize={(yuan: number | null) => Math.round((yuan ?? 0) * 100)}
          >
            <InputNumber min={0} precision={2} style={{ width: '100%' }} />
          </Form.Item>
          <TextPart name={['fee', 'title']} label={texts.feeTitle} />
          <TextPart name={['fee', 'basis']} label={texts.feeBasis} />
          <TickPart name={['fee', 'beforeDecision']} label={texts.beforeDecision} />
        </div>
      </section>
      <Result />
    </>
  )
}

function Result() {
  const texts = useTexts(itemTexts)
  const form = Form.useFormInstance()
  const [words, setWords] = useState('')
  const result = Form.useWatch('result', { form, preserve: true }) as { licenceType?: string } | null
  const read = useRead(
    listLicenceTypes,
    { query: { limit: 50, ...(words ? { search: words } : {}) } },
    { keepPrevious: true },
  )
  const choose = (licenceType?: string) => {
    const title = read.data?.items.find((one) => one.id === licenceType)?.title
    form.setFieldValue('result', licenceType ? { ...result, licenceType, title } : null)
  }
  return (
    <section className={styles.part}>
      <h2>{texts.result}</h2>
      <div className={styles.grid}>
        <Form.Item label={texts.resultType} htmlFor="item-result-type">
          <Select
            id="item-result-type"
            allowClear
            placeholder={texts.noResult}
            showSearch={{ filterOption: false, onSearch: setWords }}
            value={result?.licenceType}
            onChange={choose}
            options={(read.data?.items ?? []).map((one) => ({ value: one.id, label: one.title }))}
          />
        </Form.Item>
        {result ? (
          <>
            <TextPart name={['result', 'title']} label={texts.resultTitle} />
            <NumberPart name={['result', 'validMonths']} label={texts.validMonths} min={1} />
          </>
        ) : null}
      </div>
    </section>
  )
}
