import { defineTexts } from '@civitas/ui'

export const maskTexts = defineTexts(
  {
    mask: '遮挡后公开',
    masked: '公开的是遮挡副本',
    why: '在人脸、车牌等处拖出方框。上报人看到的是遮挡后的副本；原图及其指纹不变，只有工作人员可看。',
    save: (n: string) => `保存副本（${n} 处）`,
    clear: '清除方框',
    cancel: '取消',
    checkPhotos: '核查照片',
  },
  {
    mask: 'Hide faces and plates',
    masked: 'Shown with parts hidden',
    why: 'Drag rectangles over faces and plates. Reporters are shown the copy; the original and its digest stay, for staff only.',
    save: (n: string) => `Keep the copy (${n} hidden)`,
    clear: 'Clear',
    cancel: 'Cancel',
    checkPhotos: 'Photos of the check',
  },
)
