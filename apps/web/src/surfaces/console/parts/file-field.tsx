import { Button, Upload } from 'antd'

interface FileFieldProps {
  label: string
  value?: File
  onChange?: (file: File | undefined) => void
}

/** Takes one file of the form; it is sent with the form, not by itself. */
export function FileField({ label, value, onChange }: FileFieldProps) {
  return (
    <Upload
      maxCount={1}
      fileList={value ? [{ uid: 'file', name: value.name }] : []}
      beforeUpload={(file) => {
        onChange?.(file)
        return false
      }}
      onRemove={() => onChange?.(undefined)}
    >
      <Button>{label}</Button>
    </Upload>
  )
}
