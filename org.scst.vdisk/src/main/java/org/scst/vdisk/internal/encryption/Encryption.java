package org.scst.vdisk.internal.encryption;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.security.SecureRandom;
import org.scst.core.device.DeviceContext;
import org.scst.core.store.BackingStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That a medium is encrypted, and by which key. The key is on the platform's own medium before the first block is encrypted by it, and
 * the platform's state notes whose it is: so a key that is lost or another's is noticed before anything is read or written.
 *
 * <p><i>Threading:</i> thread-safe: what encrypts is one volatile reference. {@link #open} and {@link #renew} are called on the device's
 * context, and {@code renew} while no command of the medium is in progress.
 */
public final class Encryption implements Sealing {
    private static final Logger LOG = LoggerFactory.getLogger(Encryption.class);
    private static final String KEPT = "media-key";
    /** The least part of a medium that is as it was made, or written: what a loss of power leaves. */
    private static final int SECTOR = 512;

    private final DeviceContext context;
    private final MediaKeyFile file;
    private final int blockLength;
    private MediaKey key;
    private volatile XtsAes cipher;

    private Encryption(DeviceContext context, MediaKeyFile file, MediaKey key, int blockLength) {
        this.context = context;
        this.file = file;
        this.key = key;
        this.blockLength = blockLength;
        this.cipher = key.cipher(blockLength);
    }

    /**
     * What a disk is configured as, as far as opening goes.
     *
     * @param wanted whether its blocks are to be encrypted
     * @param readOnly whether nothing may be written, no new key either
     * @param erasing whether a CRYPTOGRAPHIC ERASE was interrupted: then no key is worth anything
     * @param blockLength logical block length in bytes
     */
    public record Wish(boolean wanted, boolean readOnly, boolean erasing, int blockLength) {}

    /**
     * Finds the key of a medium, or makes one for a medium that is empty.
     *
     * @param store as it lies
     * @return {@code null} when the medium is not encrypted
     * @throws IOException when the medium cannot be served so, with cause and cure; nothing was changed then
     */
    public static Encryption open(Wish wish, BackingStore store, DeviceContext context) throws IOException {
        String note = context.kept(KEPT);
        if (!wish.wanted) {
            if (!note.isEmpty()) {
                leave(store, context);
            }
            return null;
        }
        MediaKeyFile file = file(context);
        MediaKey key = found(wish, file, note, store);
        if (key == null) {
            key = file.create();
            LOG.info(
                    "{}: a key was made for its medium, {}: keep a copy, for without it nothing can be read",
                    context.name(),
                    file.path());
        }
        if (!key.note().equals(note)) {
            context.keep(KEPT, key.note());
        }
        return new Encryption(context, file, key, wish.blockLength);
    }

    private static MediaKeyFile file(DeviceContext context) throws IOException {
        return new MediaKeyFile(context.keptFile(KEPT), new SecureRandom());
    }

    /**
     * Blocks that are encrypted would be taken for others. The key goes before the note: a key without a note is that of a medium which
     * has come with it, and what is written from now on would be taken for encrypted by it.
     */
    private static void leave(BackingStore store, DeviceContext context) throws IOException {
        if (!EmptyMedium.is(store)) {
            throw new IOException(
                    "its medium is encrypted, but encryption is off: write encryption = aes-xts-256 again,"
                            + " or give it an empty medium");
        }
        file(context).putAside();
        context.keep(KEPT, "");
    }

    /** The key that is there; {@code null} when one may be made. */
    private static MediaKey found(Wish wish, MediaKeyFile file, String note, BackingStore store) throws IOException {
        if (wish.erasing) {
            return readable(file);
        }
        if (file.exists()) {
            MediaKey key = file.read();
            if (!note.isEmpty() && !key.suits(note)) {
                throw new IOException(file.path() + " is the key of another medium, or of before a CRYPTOGRAPHIC ERASE:"
                        + " restore the one that belongs to it");
            }
            return key;
        }
        if (wish.readOnly || !EmptyMedium.is(store)) {
            throw missing(file, note);
        }
        return null;
    }

    private static IOException missing(MediaKeyFile file, String note) {
        return new IOException(
                note.isEmpty()
                        ? "its medium holds data that are not encrypted, or encrypted by a key that is not in "
                                + file.path()
                                + ": put the key there, or give it an empty medium, and copy the data through initiators"
                        : "the key of its medium, " + file.path()
                                + ", is missing: restore it from a backup; nothing can be"
                                + " read without it, and to begin anew takes an empty medium");
    }

    /** Its data are to be gone in any case. */
    private static MediaKey readable(MediaKeyFile file) {
        try {
            return file.exists() ? file.read() : null;
        } catch (IOException e) {
            LOG.info("{}; it is replaced, for the medium is being erased", e.getMessage());
            return null;
        }
    }

    /**
     * Replaces the key: what was written can be read no more, once this returns. When it throws that is not certain, and the new key
     * may be in force; a repetition makes it certain.
     */
    public void renew() throws IOException {
        MediaKey former = key;
        MediaKey next = file.add(former);
        key = next;
        cipher = next.cipher(blockLength);
        former.forget();
        context.keep(KEPT, next.note());
        file.overwriteBefore(next);
        file.forgetAside();
    }

    /** Encrypts whole logical blocks from one buffer into another. */
    void encrypt(long offset, ByteBuf source, int from, ByteBuf target, int length) {
        cipher.encrypt(blocks(offset), source, from, target, target.writerIndex(), length);
        target.writerIndex(target.writerIndex() + length);
    }

    /** Decrypts whole logical blocks in place; sectors that were never written stay zero. */
    void decrypt(long offset, ByteBuf blocks, int from, int length) {
        cipher.decrypt(blocks(offset), SECTOR, blocks, from, length);
    }

    private XtsAes.Units blocks(long offset) {
        return new XtsAes.Units(XtsAes.Domain.BLOCKS, offset / blockLength, blockLength);
    }

    @Override
    public ByteBuf sealed(long offset, ByteBuf blocks) {
        ByteBuf sealed = Unpooled.buffer(blocks.readableBytes(), blocks.readableBytes());
        encrypt(offset, blocks, blocks.readerIndex(), sealed, blocks.readableBytes());
        return sealed;
    }

    /** Of {@link #sealed} bytes, which know no holes. */
    @Override
    public void open(long offset, byte[] blocks) {
        decrypt(offset, Unpooled.wrappedBuffer(blocks), 0, blocks.length);
    }

    @Override
    public void sealBeside(long lba, int length, ByteBuf bytes) {
        int from = bytes.readerIndex();
        cipher.encrypt(beside(lba, length), bytes, from, bytes, from, bytes.readableBytes());
    }

    @Override
    public void openBeside(long lba, int length, ByteBuf bytes) {
        cipher.decrypt(beside(lba, length), length, bytes, bytes.readerIndex(), bytes.readableBytes());
    }

    private static XtsAes.Units beside(long lba, int length) {
        return new XtsAes.Units(XtsAes.Domain.BESIDE, lba, length);
    }
}
