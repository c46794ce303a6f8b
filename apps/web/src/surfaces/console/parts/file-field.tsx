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

/** The content of a file as Base64. */
export async function toBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const chunks: string[] = []
  for (let at = 0; at < bytes.length; at += 32_768)
    chunks.push(String.fromCharCode(...bytes.subarray(at, at + 32_768)))
  return btoa(chunks.join(''))
}
