import type { FilePreview, ReadOptions } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Checkbox, Select, Space } from 'antd'
import { collectTexts } from './collect.texts.ts'

/** How a file is read: delimiter, header, sheet, and what stands for no value. */
export function ReadSettings({
  preview,
  onChange,
}: {
  preview: FilePreview
  onChange: (options: ReadOptions) => void
}) {
  const texts = useTexts(collectTexts)
  return (
    <Space wrap style={{ marginBottom: 12 }}>
      <span>
        {texts.encoding}：{preview.encoding.toUpperCase()}
      </span>
      {preview.delimiter ? (
        <>
          <Select
            aria-label={texts.delimiter}
            style={{ width: 96 }}
            value={preview.delimiter}
            options={Object.entries(texts.delimiters).map(([value, label]) => ({ value, label }))}
            onChange={(delimiter) => onChange({ delimiter: delimiter as ReadOptions['delimiter'] })}
          />
          <Checkbox
            checked={preview.hasHeader}
            onChange={(event) => onChange({ hasHeader: event.target.checked })}
          >
            {texts.header}
          </Checkbox>
        </>
      ) : null}
      {preview.sheets.length > 1 ? (
        <Select
          aria-label={texts.sheet}
          style={{ width: 160 }}
          defaultValue={preview.sheets[0]}
          options={preview.sheets.map((value) => ({ value, label: value }))}
          onChange={(sheet) => onChange({ sheet })}
        />
      ) : null}
      <span>{texts.missing}</span>
      <Select
        mode="tags"
        aria-label={texts.missing}
        style={{ minWidth: 240 }}
        value={preview.missing.filter((one) => one !== '')}
        options={preview.missingFound.map((value) => ({ value, label: value }))}
        onChange={(missing: string[]) => onChange({ missing })}
      />
      {preview.missingFound.length > 0 ? (
        <span>{texts.missingFound(preview.missingFound.join('、'))}</span>
      ) : null}
    </Space>
  )
}
