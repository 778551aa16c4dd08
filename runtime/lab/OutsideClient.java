import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Scanner;
import org.scst.local.client.Answer;
import org.scst.local.client.Command;
import org.scst.local.client.Events;
import org.scst.local.client.OutsideNexus;
import org.scst.local.client.Sent;
import org.scst.local.client.TaskManagementFunction;

/**
 * An initiator in a process of its own that does what it is told by lines, for outside-driver: "write N" begins N WRITEs of one block each,
 * "abort" aborts the tenth of them, "reset" resets the logical unit, "wait" waits until all have ended, "ready" sends TEST UNIT READY until
 * it is; how each ended, and each event, is a line.
 *
 * <p>usage: OutsideClient SOCKET LUN
 */
public final class OutsideClient {
    private OutsideClient() {}

    public static void main(String[] words) throws Exception {
        long lun = Command.lun(Integer.parseInt(words[1]));
        Events events = new Events() {
            @Override
            public void reported(long where, byte[] sense) {
                say("event %d %s", where >>> 48 & 0x3FFF, HexFormat.of().formatHex(sense, 12, 14));
            }

            @Override
            public void ended(String cause) {
                say("ended %s", cause);
            }
        };
        try (OutsideNexus nexus = OutsideNexus.connect(Path.of(words[0]), "lab", new byte[0], 1 << 20, events);
                Scanner lines = new Scanner(System.in)) {
            List<Sent> sent = new ArrayList<>();
            say("connected, %d at most", nexus.mostCommands());
            while (lines.hasNextLine()) {
                String[] line = lines.nextLine().split(" ");
                switch (line[0]) {
                    case "write" -> {
                        for (int i = 0; i < Integer.parseInt(line[1]); i++) {
                            nexus.memory().asSlice(i * 512L, 512).fill((byte) (0x40 + i));
                            byte[] cdb = ByteBuffer.allocate(16).put(0, (byte) 0x8A).putLong(2, i).putInt(10, 1).array();
                            sent.add(nexus.send(Command.writing(lun, cdb, i * 512, 512)));
                        }
                        say("sent");
                    }
                    case "abort" -> say("abort %s", nexus.manage(TaskManagementFunction.ABORT_TASK, lun, sent.get(9).tag()).join());
                    case "reset" -> say("reset %s", nexus.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, lun, 0).join());
                    case "wait" -> {
                        long good = 0;
                        long aborted = 0;
                        for (Sent one : sent) {
                            Answer answer = one.answer().join();
                            good += answer.isGood() ? 1 : 0;
                            aborted += answer.answered() ? 0 : 1;
                        }
                        say("of %d: %d good, %d not answered", sent.size(), good, aborted);
                        sent.clear();
                    }
                    case "ready" -> {
                        while (!nexus.send(Command.of(lun, new byte[6])).answer().join().isGood()) {
                            Thread.sleep(10);
                        }
                        say("ready");
                    }
                    default -> throw new IllegalArgumentException(line[0]);
                }
            }
        }
    }

    private static synchronized void say(String format, Object... values) {
        System.out.println(String.format(format, values));
    }
}
