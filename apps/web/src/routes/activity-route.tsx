import { ActivityPage } from '../features/activity/activity-page.tsx';
import { DeepRotation } from '../features/deep-rotation/deep-rotation.tsx';
import { saveBlob } from '../features/item/save-blob.ts';

export function ActivityRoute() {
  return <ActivityPage saveFile={saveBlob} tools={<DeepRotation />} />;
}
