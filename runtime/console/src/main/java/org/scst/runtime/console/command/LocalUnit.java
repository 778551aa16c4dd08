package org.scst.runtime.console.command;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.scst.core.admin.CommandSender;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskManagementFunction;

/**
 * A logical unit that commands are sent to. Those that are made here are sent again after a unit attention condition; a CDB of the
 * caller's own is not.
 *
 * <p><i>Threading:</i> confined to one command.
 */
final class LocalUnit {
    static final int MOST_BYTES = 16 << 20;
    private static final int MOST_LUN = 16383;
    private static final int MOST_ATTENTIONS = 16;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String DEFAULT_INITIATOR = "shell";
    private static final byte[] NOTHING = new byte[0];

    private final CommandSender sender;
    private final Conversation conversation;
    private final String target;
    private final String initiator;
    private final int lun;

    LocalUnit(CommandSender sender, Words words, Conversation conversation) throws CommandFailure {
        this.sender = sender;
        this.conversation = conversation;
        target = target(sender, words);
        initiator = words.option(Local.INITIATOR).orElse(DEFAULT_INITIATOR);
        lun = words.word(0).orElse("").equals("luns") ? 0 : lun(words);
    }

    /** The one there is, if none is named. */
    private static String target(CommandSender sender, Words words) throws CommandFailure {
        List<String> targets = sender.targets();
        String named = words.option(Local.TARGET).orElse("");
        if (targets.isEmpty()) {
            throw CommandFailure.failed(
                    "there is no local target", "write one, as in org.scst.local.target-here.cfg with lun.0 = DEVICE");
        }
        if (named.isEmpty() ? targets.size() > 1 : !targets.contains(named)) {
            throw CommandFailure.failed(
                    named.isEmpty() ? "there are several local targets" : "there is no local target \"" + named + "\"",
                    "say " + Local.TARGET + " with one of: " + String.join(", ", targets));
        }
        return named.isEmpty() ? targets.getFirst() : named;
    }

    private static int lun(Words words) throws CommandFailure {
        String word = words.word(1).orElseThrow(() -> CommandFailure.usage("the LUN is missing", "see \"help local\""));
        try {
            int lun = Integer.parseInt(word);
            if (lun >= 0 && lun <= MOST_LUN) {
                return lun;
            }
        } catch (NumberFormatException e) {
            // Refused below, like one out of range.
        }
        throw CommandFailure.usage("\"" + word + "\" is no LUN", "write 0 to " + MOST_LUN);
    }

    byte[] luns() throws CommandFailure {
        return sendAgain(cdb(12, 0xA0).putInt(6, 65536), NOTHING, 65536);
    }

    /** @param page of vital product data; -1 for standard INQUIRY data */
    byte[] inquiry(int page) throws CommandFailure {
        ByteBuffer cdb = cdb(6, 0x12).putShort(3, (short) 4096);
        if (page >= 0) {
            cdb.put(1, (byte) 1).put(2, (byte) page);
        }
        return sendAgain(cdb, NOTHING, 4096);
    }

    /** READ CAPACITY(16) parameter data. */
    byte[] capacity() throws CommandFailure {
        byte[] data = sendAgain(cdb(16, 0x9E).put(1, (byte) 0x10).putInt(10, 32), NOTHING, 32);
        if (data.length < 12) {
            throw CommandFailure.failed("READ CAPACITY(16) gave " + data.length + " bytes only", "see the log");
        }
        return data;
    }

    byte[] read(long lba, long blocks) throws CommandFailure {
        long bytes = Math.multiplyHigh(blocks, blockLength()) == 0 ? blocks * blockLength() : Long.MAX_VALUE;
        if (blocks < 0 || bytes < 0 || bytes > MOST_BYTES) {
            throw CommandFailure.usage(
                    blocks + " blocks are more than " + MOST_BYTES + " bytes", "read them in several pieces");
        }
        return sendAgain(cdb(16, 0x88).putLong(2, lba).putInt(10, (int) blocks), NOTHING, (int) bytes);
    }

    void write(long lba, byte[] data) throws CommandFailure {
        int block = blockLength();
        if (data.length == 0 || data.length % block != 0) {
            throw CommandFailure.failed(
                    data.length + " bytes are not a whole number of blocks of " + block, "pad the file");
        }
        sendAgain(cdb(16, 0x8A).putLong(2, lba).putInt(10, data.length / block), data, 0);
    }

    void flush() throws CommandFailure {
        sendAgain(cdb(16, 0x91), NOTHING, 0);
    }

    ServiceResponse reset() throws CommandFailure {
        return await(sender.manage(target, initiator, lun, TaskManagementFunction.LOGICAL_UNIT_RESET));
    }

    /** Any command; fails when it does not end GOOD. */
    byte[] send(byte[] cdb, byte[] data, int room) throws CommandFailure {
        return good(await(sender.send(target, initiator, lun, cdb, data, room)));
    }

    private int blockLength() throws CommandFailure {
        int length = ByteBuffer.wrap(capacity()).getInt(8);
        if (length <= 0) {
            throw CommandFailure.failed("the logical unit has blocks of " + length + " bytes", "see the log");
        }
        return length;
    }

    private static ByteBuffer cdb(int length, int operationCode) {
        return ByteBuffer.allocate(length).put(0, (byte) operationCode);
    }

    private byte[] sendAgain(ByteBuffer cdb, byte[] data, int room) throws CommandFailure {
        CommandSender.Answer answer = await(sender.send(target, initiator, lun, cdb.array(), data, room));
        for (int i = 0; i < MOST_ATTENTIONS && isAttention(answer); i++) {
            answer = await(sender.send(target, initiator, lun, cdb.array(), data, room));
        }
        return good(answer);
    }

    private static boolean isAttention(CommandSender.Answer answer) {
        return answer.outcome().sense() != null && answer.outcome().sense().key() == SenseKey.UNIT_ATTENTION;
    }

    private static byte[] good(CommandSender.Answer answer) throws CommandFailure {
        if (!answer.outcome().isSuccess()) {
            throw CommandFailure.failed(
                    "the command ended " + answer.outcome(),
                    answer.outcome().status() == Status.CHECK_CONDITION
                            ? "the sense data says why"
                            : "the status says why (SAM-5 5.3)");
        }
        return answer.dataIn();
    }

    private <T> T await(CompletionStage<T> outcome) throws CommandFailure {
        conversation.doing("Waiting for the logical unit");
        try {
            return conversation.await(outcome, LIMIT);
        } catch (ExecutionException failed) {
            throw CommandFailure.failed(
                    String.valueOf(failed.getCause().getMessage()), "see \"targets\", \"luns\" and \"status\"");
        } catch (TimeoutException | InterruptedException late) {
            throw CommandFailure.failed("the logical unit has not answered", "see \"commands\"; it may still answer");
        }
    }
}
