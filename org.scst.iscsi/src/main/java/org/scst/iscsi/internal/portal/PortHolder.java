package org.scst.iscsi.internal.portal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Finds who listens on a TCP port of this machine, from /proc; for messages, so that every failure means "not known".
 *
 * <p><i>Threading:</i> stateless. Reads files: not for event loops.
 */
final class PortHolder {
    private static final String LISTENING = "0A";
    private static final int INODE_COLUMN = 9;

    private PortHolder() {}

    /** Who stands in the way of this address, for example {@code "tgtd" (pid 812)}; or the empty string. */
    static String find(InetSocketAddress address) {
        try {
            String inode = inode(Path.of("/proc/net/tcp"), address);
            inode = inode == null ? inode(Path.of("/proc/net/tcp6"), address) : inode;
            return inode == null ? "" : process("socket:[" + inode + "]");
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private static String inode(Path table, InetSocketAddress address) throws IOException {
        for (String line : Files.readAllLines(table)) {
            String[] words = line.trim().split("\\s+");
            if (words.length > INODE_COLUMN && words[3].equals(LISTENING) && inTheWay(words[1], address)) {
                return words[INODE_COLUMN];
            }
        }
        return null;
    }

    /** Whether a listener at {@code ADDRESS:PORT}, as the kernel writes it, has this address or one of both is a wildcard. */
    static boolean inTheWay(String listener, InetSocketAddress address) throws IOException {
        int colon = listener.indexOf(':');
        int port = Integer.parseInt(listener, colon + 1, listener.length(), 16);
        InetAddress other = InetAddress.getByAddress(inNetworkOrder(listener.substring(0, colon)));
        return port == address.getPort()
                && (other.isAnyLocalAddress()
                        || address.getAddress().isAnyLocalAddress()
                        || other.equals(address.getAddress()));
    }

    /** The kernel writes an address as 32-bit words of the machine's own byte order. */
    private static byte[] inNetworkOrder(String words) {
        ByteBuffer native32 = ByteBuffer.wrap(HexFormat.of().parseHex(words));
        ByteBuffer network = ByteBuffer.allocate(native32.capacity()).order(ByteOrder.nativeOrder());
        while (native32.hasRemaining()) {
            network.putInt(native32.getInt());
        }
        return network.array();
    }

    private static String process(String socket) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, socket)) {
                    String name = Files.readString(process.resolve("comm")).trim();
                    return "\"" + name + "\" (pid " + process.getFileName() + ")";
                }
            }
        }
        return "";
    }

    private static boolean holds(Path process, String socket) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
