package org.scst.core.internal.copy;

import org.scst.core.internal.nexus.Command;

/**
 * EXTENDED COPY (SPC-4): copies between logical units that are mapped to its nexus, while the initiator waits for its end.
 *
 * <p><i>Threading:</i> stateless.
 */
final class ExtendedCopy implements CopyCommand.Beginning {
    private final Reader reader;

    /** One of the two formats of the parameter list. */
    @FunctionalInterface
    interface Reader {
        CopyParameterList read(byte[] list) throws CopyRefusedException;
    }

    private ExtendedCopy(Reader reader) {
        this.reader = reader;
    }

    static CopyCommand command(int headerLength, Reader reader) {
        return new CopyCommand(
                (long) headerLength + CopyLimits.DESCRIPTOR_LIST_BYTES + CopyLimits.INLINE_BYTES,
                new ExtendedCopy(reader));
    }

    @Override
    public void begin(Command command, byte[] bytes) throws CopyRefusedException {
        CopyParameterList list = reader.read(bytes);
        new Copy(list, OngoingCopy.begin(command, list.identifier(), list.identified(), list.held())).next();
    }
}
