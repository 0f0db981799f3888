// Native modal dialogs: the browser keeps the focus inside, and Escape closes without a round trip.
export function show(dialog) {
  if (!dialog.open) dialog.showModal();
}

export function close(dialog) {
  if (dialog.open) dialog.close();
}
